package io.dispatcherd.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.source.YamlReader;
import io.dispatcherd.corpus.Corpus;
import io.dispatcherd.postgres.ConnectionParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files and connection strings that nobody should write are refused, quickly and in words. */
class HostileConfigurationTest {
  static List<Corpus.Case> files() {
    return Corpus.read("configuration-files.json");
  }

  static List<Corpus.Case> connectionStrings() {
    return Corpus.read("connection-strings.json");
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileThatIsKeptIsRefused(Corpus.Case input) {
    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> Fixtures.read(input.text()));

    assertFalse(refusal.problems().isEmpty());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.length() < 10_000, () -> "a message of " + message.length());
  }

  @ParameterizedTest
  @MethodSource("connectionStrings")
  void aConnectionStringThatIsKeptIsReadOrRefused(Corpus.Case input) {
    readOrRefused(input.text());
  }

  @Property
  void anyPiecesOfAConnectionStringAreReadOrRefusedAndAPasswordIsNeverQuoted(
      @ForAll("conninfo") String text) {
    readOrRefused(text);
  }

  @Test
  void aFileWithoutAnEndIsRefused(@TempDir Path folder) throws IOException {
    Path large = folder.resolve("large.yml");
    Files.writeString(large, "# " + "x".repeat(5 * YamlReader.MAX_CHARACTERS));

    for (Path file : List.of(large, Path.of("/dev/zero"))) {
      ConfigurationException refusal =
          assertThrows(ConfigurationException.class, () -> Settings.fromFile(file));
      assertTrue(String.valueOf(refusal.getMessage()).contains("longer than"));
    }
  }

  private static void readOrRefused(String conninfo) {
    try {
      ConnectionParameters.parse(conninfo);
    } catch (ConfigurationException e) {
      assertFalse(String.valueOf(e.getMessage()).contains("hunter2"), e.getMessage());
    }
  }

  @Provide
  Arbitrary<String> conninfo() {
    return Arbitraries.of(
            "postgresql://",
            "host",
            "port",
            "password",
            "sslmode",
            "=",
            "'",
            "\\",
            " ",
            ":",
            "@",
            "/",
            "?",
            "&",
            "%",
            "%20",
            ",",
            "[",
            "]",
            "::1",
            "5432",
            "hunter2",
            "require",
            "\u0000")
        .list()
        .ofMaxSize(16)
        .map(list -> String.join("", list));
  }
}
