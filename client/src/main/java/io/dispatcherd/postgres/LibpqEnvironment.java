package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.source.UnreadableText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where libpq looks for what a connection string leaves out.
 *
 * @param variables the environment variables
 * @param home the user's home: what HOME says, as in libpq, or that of the account
 * @param user the user's name in the operating system
 */
record LibpqEnvironment(Map<String, String> variables, Path home, String user) {

  static LibpqEnvironment current() {
    return of(System.getenv(), System.getProperties());
  }

  static LibpqEnvironment of(Map<String, String> variables, Properties system) {
    // On Windows libpq knows no HOME.
    boolean isWindows = system.getProperty("os.name", "").startsWith("Windows");
    String home = isWindows ? "" : variables.getOrDefault("HOME", "");
    return new LibpqEnvironment(
        variables,
        Path.of(home.isEmpty() ? system.getProperty("user.home", "") : home),
        system.getProperty("user.name", ""));
  }

  /**
   * The value of an environment variable, if it is set.
   *
   * @throws ConfigurationException if it can't be read
   */
  Optional<String> variable(String name) {
    Optional<String> value = Optional.ofNullable(variables.get(name));
    value
        .flatMap(text -> UnreadableText.problem(name, text))
        .ifPresent(
            problem -> {
              throw new ConfigurationException(problem);
            });
    return value;
  }

  /** A file that libpq looks for in the user's folder for TLS. */
  Path tlsFile(String name) {
    return home.resolve(".postgresql").resolve(name);
  }

  /** Variables hold passwords. */
  @Override
  public String toString() {
    return "LibpqEnvironment[user=" + user + "]";
  }
}
