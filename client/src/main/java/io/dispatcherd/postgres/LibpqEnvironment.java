package io.dispatcherd.postgres;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where libpq looks for what a connection string doesn't say.
 *
 * @param variables the environment variables
 * @param home the user's home
 * @param user the user's name in the operating system
 */
record LibpqEnvironment(Map<String, String> variables, Path home, String user) {

  static LibpqEnvironment current() {
    return new LibpqEnvironment(
        System.getenv(),
        Path.of(System.getProperty("user.home", "")),
        System.getProperty("user.name", ""));
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** Variables hold passwords. */
  @Override
  public String toString() {
    return "LibpqEnvironment[user=" + user + "]";
  }
}
