package io.dispatcherd.cli.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.access.files.TokensFile;
import io.dispatcherd.dashboard.access.files.UsersFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInFilesTest {
  private static final PasswordSource GOOD = name -> "correct horse".toCharArray();

  @TempDir Path folder = Path.of("");

  private Path file() {
    return folder.resolve("file");
  }

  @Test
  void aUserIsAddedChangedAndRemoved() throws IOException {
    assertEquals("ann may sign in as viewer", SignInFiles.putUser(file(), "ann", "viewer", GOOD));
    String changed = SignInFiles.putUser(file(), "ann", "admin", GOOD);
    assertTrue(changed.startsWith("ann is admin now"), changed);
    assertEquals(Role.ADMIN, Objects.requireNonNull(UsersFile.at(file()).read().get("ann")).role());
    assertEquals("ann may no longer sign in", SignInFiles.removeUser(file(), "ann"));
    assertEquals(0, UsersFile.at(file()).read().size());
  }

  @Test
  void aTokenIsPrintedOnceAndKeptAsAHash() throws IOException {
    String token = SignInFiles.addToken(file(), "reports", "viewer");
    assertTrue(token.startsWith(TokensFile.PREFIX), token);
    String kept = Files.readString(file());
    assertTrue(kept.contains("reports viewer sha256:"), kept);
    assertTrue(!kept.contains(token), kept);
    SignInFiles.removeToken(file(), "reports");
    assertEquals(0, TokensFile.at(file()).read().size());
  }

  @Test
  void whatCannotBeDoneIsSaidInWords() {
    assertSays(
        "there is no user bob",
        () -> {
          SignInFiles.putUser(file(), "ann", "viewer", GOOD);
          SignInFiles.removeUser(file(), "bob");
        });
    assertSays("10", () -> SignInFiles.putUser(file(), "ann", "viewer", name -> new char[] {'x'}));
    assertSays("1 to 64", () -> SignInFiles.addToken(file(), "a b", "viewer"));
    assertSays(
        "can't be changed",
        () -> SignInFiles.addToken(folder.resolve("none").resolve("file"), "a", "viewer"));
    assertSays(
        "dashboard.users_file",
        () -> SignInFiles.file(Optional.empty(), Optional.empty(), "users_file"));
  }

  private static void assertSays(String part, org.junit.jupiter.api.function.Executable act) {
    ConfigurationException refused = assertThrows(ConfigurationException.class, act);
    assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
  }

  @Test
  void theCommandLineWins() {
    Path given = Path.of("given");
    assertEquals(
        given, SignInFiles.file(Optional.of(given), Optional.of(Path.of("other")), "users_file"));
  }

  @Test
  void withoutATerminalThePasswordIsTheFirstLineOfTheInput() {
    PasswordSource source =
        PasswordSource.firstLine(new ByteArrayInputStream("long enough ü\nrest".getBytes(UTF_8)));
    assertArrayEquals("long enough ü".toCharArray(), source.ask("ann"));
    assertSays(
        "no password",
        () -> PasswordSource.firstLine(new ByteArrayInputStream(new byte[0])).ask("ann"));
  }
}
