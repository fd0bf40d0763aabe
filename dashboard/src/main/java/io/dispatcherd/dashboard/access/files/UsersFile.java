package io.dispatcherd.dashboard.access.files;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file of those who sign in with a password: {@code NAME ROLE HASH} a line. Immutable; a
 * running dashboard follows its changes within seconds.
 */
public final class UsersFile {
  private final EntryFile file;

  private UsersFile(EntryFile file) {
    this.file = file;
  }

  /** The one at this path, which needn't exist before the first user is put into it. */
  public static UsersFile at(Path path) {
    return new UsersFile(
        new EntryFile(
            path,
            "Users of the dashboard: name, role, hash of the password. Made by dispatcherd"
                + " dashboard-user."));
  }

  /** Where it is. */
  public Path path() {
    return file.path();
  }

  /**
   * Adds a user, or gives one another role and password, which ends their sessions. The file is
   * written whole, and readable by its owner alone.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @param password 10 to 1,024 characters
   * @return whether there was one of this name
   * @throws IllegalArgumentException if nobody can have this name or password
   */
  public boolean put(String name, Role role, char[] password) throws IOException {
    return file.put(new EntryFile.Entry(name, role, PasswordHash.of(password).text()));
  }

  /**
   * Removes a user, which ends their sessions.
   *
   * @return whether there was one of this name
   */
  public boolean remove(String name) throws IOException {
    return file.remove(name);
  }

  /**
   * All users, by name; warns if others than its owner can read the file.
   *
   * @throws java.nio.file.NoSuchFileException if it isn't there
   * @throws ConfigurationException if a line is malformed; it says which, and what is expected
   */
  public Map<String, User> read() throws IOException {
    PrivateFiles.warnIfOpen(path());
    return file.read(
        entry ->
            PasswordHash.parse(entry.secret())
                .map(password -> new User(entry.name(), entry.role(), password)),
        PasswordHash.EXPECTED);
  }
}
