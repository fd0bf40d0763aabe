package io.dispatcherd.config.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Fixtures;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.Secret;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.config.SocketSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTableTest {
  private static final String KEY = "k/Y0+9Zk1v4c0dXl5dWwYp3q2m1n8b7v6c5x4z3a2s1=";

  @TempDir private Path folder;

  private static Settings read(Map<String, ?> signing) {
    return Settings.fromMap(
        Fixtures.with(
            "brokers",
            Map.of(
                "pg_notify",
                Map.of(
                    "config", Map.of("host", "db"), "channels", List.of("a"), "signing", signing),
                "socket",
                Map.of("socket_path", "x", "signing", signing))),
        Map.of("KEY", KEY));
  }

  private static SigningSettings signing(Settings settings) {
    return ((PgNotifySettings) Objects.requireNonNull(settings.brokers().get("pg_notify")))
        .signing()
        .orElseThrow();
  }

  private static String problemWith(Map<String, ?> signing) {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> read(signing), signing.toString());
    assertFalse(String.valueOf(e.getMessage()).contains("hunter2"), e.getMessage());
    // Both brokers have the same problem; a map has no order.
    List<String> ours =
        e.problems().stream()
            .map(Object::toString)
            .filter(problem -> problem.startsWith("brokers.pg_notify"))
            .toList();
    assertEquals(1, ours.size(), ours.toString());
    return ours.get(0);
  }

  @Test
  void oneKeyIsAllThatIsNeeded() {
    assertEquals(
        new SigningSettings(
            Map.of("default", Secret.of(KEY)), "default", Duration.ofSeconds(60), true, 100_000),
        signing(read(Map.of("key", "${KEY}"))));
  }

  @Test
  void bothBrokersTakeIt() {
    Settings settings = read(Map.of("key", "${KEY}", "required", false));

    SocketSettings socket =
        (SocketSettings) Objects.requireNonNull(settings.brokers().get("socket"));
    assertEquals(signing(settings), socket.signing().orElseThrow());
    assertFalse(signing(settings).required());
  }

  @Test
  void keyMayComeFromAFileWhoseLineEndDoesNotCount() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), KEY + "\n");

    assertEquals(
        Map.of("default", Secret.of(KEY)),
        signing(read(Map.of("key_file", file.toString()))).keys());
  }

  @Test
  void aKeyFileThatOthersMayReadIsNamedOnceForEachBrokerAndUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
    for (String open : List.of("rw-r-----", "rw-r--r--", "rw--w----")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));

      SigningSettings signing = signing(read(Map.of("key_file", file.toString())));

      assertEquals(Map.of("default", Secret.of(KEY)), signing.keys());
      assertEquals(
          List.of(
              "brokers.pg_notify.signing.key_file: others than its owner may access %s (%s), and so"
                      .formatted(file, open)
                  + " could sign messages: chmod 600 it"),
          signing.notes());
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals(List.of(), signing(read(Map.of("key_file", file.toString()))).notes());
  }

  @Test
  void severalKeysAreAcceptedAndOneSigns() {
    SigningSettings signing =
        signing(
            read(
                Map.of(
                    "keys",
                    Map.of("spring", Map.of("key", "${KEY}"), "autumn", Map.of("key", KEY + "2")),
                    "sign_with",
                    "autumn")));

    assertEquals(Set.of("spring", "autumn"), signing.keys().keySet());
    assertEquals("autumn", signing.signWith());
  }

  @Test
  void keyIsNeverShownNorHandedOnButAsAReference() {
    Settings settings = read(Map.of("key", "${KEY}"));

    assertFalse(settings.toString().contains(KEY), settings.toString());
    assertFalse(settings.asMap().toString().contains(KEY), settings.asMap().toString());
    assertTrue(settings.toString().contains("default=******"), settings.toString());
  }

  @Test
  void shortKeyIsRefusedWithoutBeingShown() {
    assertEquals(
        "brokers.pg_notify.signing.key: a key of 7 bytes is too short, at least 32 are needed; make"
            + " one with: openssl rand -base64 32",
        problemWith(Map.of("key", "hunter2")));
  }

  @Test
  void unreadableKeyFileIsNamed() throws IOException {
    Path missing = folder.resolve("missing");
    assertEquals(
        "brokers.pg_notify.signing.key_file: there is no file " + missing,
        problemWith(Map.of("key_file", missing.toString())));
    Path large = Files.writeString(folder.resolve("large"), "hunter2".repeat(1000));
    assertEquals(
        "brokers.pg_notify.signing.key_file: "
            + large
            + " has more than 4096 bytes and can't be a key",
        problemWith(Map.of("key_file", large.toString())));
    assertEquals(
        "brokers.pg_notify.signing.key_file: /dev/zero has more than 4096 bytes and can't be a key",
        problemWith(Map.of("key_file", "/dev/zero")));
    Path lines = Files.writeString(folder.resolve("lines"), "hunter2 hunter2\n".repeat(3));
    assertEquals(
        "brokers.pg_notify.signing.key_file: a key is one line of text, this has several",
        problemWith(Map.of("key_file", lines.toString())));
  }

  @Test
  void impossibleCombinationsAreExplained() {
    Map<String, String> key = Map.of("key", KEY);
    assertEquals(
        "brokers.pg_notify.signing: needs key, key_file or keys",
        problemWith(Map.of("required", true)));
    assertEquals(
        "brokers.pg_notify.signing.keys: can't be used together with key or key_file",
        problemWith(Map.of("key", KEY, "keys", Map.of("a", key))));
    assertEquals(
        "brokers.pg_notify.signing.keys: needs at least one key",
        problemWith(Map.of("keys", Map.of())));
    assertEquals(
        "brokers.pg_notify.signing.keys.a: needs key or key_file",
        problemWith(Map.of("keys", Map.of("a", Map.of()))));
    assertEquals(
        "brokers.pg_notify.signing.keys.a b: the id of a key must be 1 to 32 letters, digits, _ and"
            + " -",
        problemWith(Map.of("keys", Map.of("a b", key))));
    assertEquals(
        "brokers.pg_notify.signing.sign_with: must be one of the keys [a]: the one that signs",
        problemWith(Map.of("keys", Map.of("a", key), "sign_with", "b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"signing:", "signing: null", "signing: {}"})
  void sectionWithNothingInItIsNotTakenForNone(String signing) {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () ->
                Fixtures.read(
                    "version: 2\nbrokers:\n  socket:\n    socket_path: a\n    " + signing));

    assertTrue(
        String.valueOf(e.getMessage()).contains("signing (line 5): needs key, key_file or keys"),
        e.getMessage());
  }

  @Test
  void whichOfSeveralKeysSignsMustBeSaid() {
    String problem =
        problemWith(Map.of("keys", Map.of("a", Map.of("key", KEY), "b", Map.of("key", KEY))));

    assertTrue(problem.startsWith("brokers.pg_notify.signing.sign_with: must be one of"), problem);
  }

  @ParameterizedTest
  @CsvSource({
    "max_age_seconds, 0, 'expected a time, more than 0 and at most a hundred years, got 0'",
    "replay_memory, 10, 'expected an integer from 1000 to 10000000, got 10'"
  })
  void numbersHaveBounds(String option, int value, String problem) {
    assertEquals(
        "brokers.pg_notify.signing." + option + ": " + problem,
        problemWith(Map.of("key", KEY, option, value)));
  }
}
