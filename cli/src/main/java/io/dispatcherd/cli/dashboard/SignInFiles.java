package io.dispatcherd.cli.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.access.files.TokensFile;
import io.dispatcherd.dashboard.access.files.UsersFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Changes the files of those who may sign in to the dashboard, and says what was done. */
public final class SignInFiles {
  private SignInFiles() {}

  /** Adds a user, or changes one. */
  public static String putUser(Path file, String name, String role, PasswordSource passwords) {
    char[] password = passwords.ask(name);
    return changed(
        file,
        () ->
            UsersFile.at(file).put(name, Role.required(role), password)
                ? "%s is %s now, with this password; sessions end within seconds"
                    .formatted(name, role)
                : "%s may sign in as %s".formatted(name, role));
  }

  /** Removes a user. */
  public static String removeUser(Path file, String name) {
    return changed(
        file,
        () -> {
          if (!UsersFile.at(file).remove(name)) {
            throw new ConfigurationException("%s: there is no user %s".formatted(file, name));
          }
          return name + " may no longer sign in";
        });
  }

  /** Makes a token, which is returned. */
  public static String addToken(Path file, String name, String role) {
    return changed(file, () -> TokensFile.at(file).add(name, Role.required(role)));
  }

  /** Removes a token. */
  public static String removeToken(Path file, String name) {
    return changed(
        file,
        () -> {
          if (!TokensFile.at(file).remove(name)) {
            throw new ConfigurationException("%s: there is no token %s".formatted(file, name));
          }
          return "The token of " + name + " is worthless now";
        });
  }

  /**
   * The file that is meant.
   *
   * @param given on the command line
   * @param configured in this option of the section {@code dashboard}
   * @throws ConfigurationException if there is neither
   */
  public static Path file(Optional<Path> given, Optional<Path> configured, String option) {
    return given
        .or(() -> configured)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    ("dashboard.%s: not configured, so that nobody could sign in with it. Name the"
                            + " file there, or with --file to write it first")
                        .formatted(option)));
  }

  private interface Change {
    String make() throws IOException;
  }

  private static String changed(Path file, Change change) {
    try {
      return change.make();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ConfigurationException("%s can't be changed: %s".formatted(file, e));
    }
  }
}
