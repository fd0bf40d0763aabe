package io.dispatcherd.dashboard.access.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersFileTest {
  private static final String PASSWORD = "correct horse";
  private static final String HASH =
      "pbkdf2-sha512$100000$" + base64(16) + "$" + base64(32); // of no password that is known

  @TempDir private Path folder;
  private Path path;
  private UsersFile users;

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  @BeforeEach
  void file() {
    path = folder.resolve("users");
    users = UsersFile.at(path);
  }

  private static char[] password(String text) {
    return text.toCharArray();
  }

  @Test
  void whatIsPutIsReadAndOnlyItsPasswordFits() throws IOException {
    assertFalse(users.put("ada", Role.OPERATOR, password(PASSWORD)));

    User ada = Objects.requireNonNull(users.read().get("ada"));
    assertEquals(Role.OPERATOR, ada.role());
    assertEquals(PasswordHash.ITERATIONS, ada.password().iterations());
    assertTrue(ada.password().isOf(password(PASSWORD)));
    assertFalse(ada.password().isOf(password(PASSWORD + " ")));
    assertFalse(ada.password().isOf(new char[0]));
    assertFalse(Files.readString(path).contains(PASSWORD));
    assertFalse(ada.toString().contains(ada.password().text()), ada::toString);
  }

  @Test
  void passwordIsTheSameHoweverItsLettersAreComposed() {
    PasswordHash hash = PasswordHash.of(password("pass\u00e9word wide"), 100_000);

    assertTrue(hash.isOf(password("passe\u0301word wide")));
  }

  @Test
  void passwordLongerThanTheLongestFitsNoHash() {
    String longest = "a".repeat(PasswordHash.LONGEST_PASSWORD);
    PasswordHash hash = PasswordHash.of(password(longest), 100_000);

    assertTrue(hash.isOf(password(longest)));
    assertFalse(hash.isOf(password(longest + "a")));
  }

  @Test
  void otherLinesAndCommentsStayAsTheyAre() throws IOException {
    Files.writeString(path, "# ours\n\n  # and\nbob\tviewer  " + HASH + "\n");
    assertFalse(users.put("ada", Role.ADMIN, password(PASSWORD)));
    assertTrue(users.put("ada", Role.VIEWER, password(PASSWORD)));
    assertTrue(users.remove("bob"));
    assertFalse(users.remove("bob"));

    assertTrue(Files.readString(path).startsWith("# ours\n\n  # and\nada viewer "));
    assertEquals(List.of(Role.VIEWER), users.read().values().stream().map(User::role).toList());
  }

  @Test
  void fileIsForItsOwnerAloneAndNothingIsLeftBesideIt() throws IOException {
    Files.writeString(path, "bob viewer " + HASH + "\n");
    users.put("ada", Role.ADMIN, password(PASSWORD));

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(1, all.count());
    }
  }

  @Test
  void linkStaysOneToTheFileThatIsWritten() throws IOException {
    Path link = folder.resolve("link");
    Files.writeString(path, "bob viewer " + HASH + "\n");
    Files.createSymbolicLink(link, path);

    UsersFile.at(link).remove("bob");

    assertTrue(Files.isSymbolicLink(link));
    assertTrue(users.read().isEmpty());
  }

  @Test
  void newPasswordHasAnotherMark() {
    PasswordHash one = PasswordHash.of(password(PASSWORD), 100_000);
    PasswordHash again = PasswordHash.of(password(PASSWORD), 100_000);

    assertEquals(one.mark(), PasswordHash.parse(one.text()).orElseThrow().mark());
    assertFalse(one.mark().equals(again.mark()), "the same password, set anew");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ada; line 2: has 1 parts: expected a name, a role (viewer, operator, admin), and pbkdf2",
        "ada viewer HASH more; line 2: has 4 parts",
        "ada root HASH; line 2: the second part: expected a role, one of viewer, operator, admin",
        "<b> viewer HASH; line 2: the first part: expected a name",
        "ada viewer secret; line 2: the third part: expected pbkdf2-sha512$",
        "ada viewer pbkdf2-sha512$999$AAAA$BBBB; line 2: the third part",
        "bob viewer HASH; line 2: bob has a line already"
      })
  void malformedLineIsNamedWithWhatIsExpectedAndNothingOfIt(String line, String message)
      throws IOException {
    Files.writeString(path, "bob viewer " + HASH + "\n" + line.replace("HASH", HASH) + "\n");

    ConfigurationException refused = assertThrows(ConfigurationException.class, users::read);

    String text = String.valueOf(refused.getMessage());
    assertTrue(text.contains(path + ", " + message), text);
    assertFalse(text.contains(HASH) || text.contains("secret") || text.contains("root"), text);
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 10_000_001, 99_999_999})
  void hashOfTooFewOrTooManyRoundsIsRefused(int iterations) {
    assertTrue(PasswordHash.parse(HASH.replace("100000", "" + iterations)).isEmpty());
    assertTrue(PasswordHash.parse(HASH).isPresent());
  }

  @Test
  void weakPasswordsAndStrangeNamesAreRefusedAndWriteNothing() {
    assertThrows(
        IllegalArgumentException.class, () -> users.put("ada", Role.ADMIN, password("too short")));
    assertThrows(
        IllegalArgumentException.class,
        () -> users.put("ada", Role.ADMIN, password(" ".repeat(20))));
    assertThrows(
        IllegalArgumentException.class, () -> users.put("a b", Role.ADMIN, password(PASSWORD)));
    assertThrows(
        IllegalArgumentException.class, () -> users.put("#a", Role.ADMIN, password(PASSWORD)));
    assertFalse(Files.exists(path));
  }

  @Test
  void missingFileIsNoEmptyOne() {
    assertThrows(NoSuchFileException.class, users::read);
  }
}
