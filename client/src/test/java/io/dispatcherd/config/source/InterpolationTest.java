package io.dispatcherd.config.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Fixtures;
import io.dispatcherd.config.Settings;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolationTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("NAME", "value", "EMPTY", "", "PORT", "6432", "TRICKY", "${NAME}");

  private static String expand(String text) {
    Problems problems = new Problems("");
    String expanded = new Interpolation(ENVIRONMENT, problems).expand(Place.NOWHERE, text);
    problems.throwIfAny();
    return expanded;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "${NAME}, value",
        "a-${NAME}-${PORT}, a-value-6432",
        "${MISSING:-other}, other",
        "${MISSING:-}, ``",
        "${EMPTY:-other}, other",
        "${EMPTY}, ``",
        "${NAME:-other}, value",
        "$${NAME}, ${NAME}",
        "$$${NAME}, $${NAME}",
        "$NAME $ $$, $NAME $ $$",
        "${TRICKY}, ${NAME}",
      })
  void referencesAreReplacedOnce(String text, String expected) {
    assertEquals(expected, expand(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"${MISSING}", "${NAME", "${}", "${1A}", "${A B}", "${:-x}"})
  void referenceThatCannotBeReplacedIsAnError(String text) {
    assertThrows(ConfigurationException.class, () -> expand(text));
  }

  @Test
  void variableThatTheLocaleGarblesIsAnErrorThatDoesNotQuoteIt() {
    Problems problems = new Problems("");
    String garbled = "p\uFFFD\uFFFDss";
    new Interpolation(Map.of("SECRET", garbled), problems).expand(Place.NOWHERE, "${SECRET}");

    String message =
        String.valueOf(
            assertThrows(ConfigurationException.class, problems::throwIfAny).getMessage());

    assertTrue(message.contains("SECRET has characters") && message.contains("LC_ALL"), message);
    assertFalse(message.contains(garbled), message);
  }

  @Test
  void missingVariableIsNamedWithPathAndLine() {
    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class,
            () -> Fixtures.read("version: 2\nservice: {main_kwargs: {node_id: '${NODE}'}}"));

    assertEquals(
        "test.yml: service.main_kwargs.node_id (line 2): the environment variable NODE isn't set;"
            + " set it or write ${NODE:-…}",
        failure.getMessage());
  }

  @Property
  void escapedTextIsReadBack(@ForAll String text) {
    assertEquals(text, expand(Interpolation.escape(text)));
  }

  @Nested
  class InAFile {
    private Map<String, ?> arguments(String yaml) {
      return Fixtures.read("version: 2\nworker:\n  worker_kwargs:\n" + yaml, ENVIRONMENT)
          .worker()
          .arguments();
    }

    @Test
    void unquotedValueIsResolvedAfterwards() {
      assertEquals(
          Map.of("a", 6432, "b", 5, "c", "value", "d", true),
          arguments("    a: ${PORT}\n    b: ${B:-5}\n    c: ${NAME}\n    d: ${D:-yes}\n"));
    }

    @Test
    void quotedValueStaysText() {
      assertEquals(Map.of("a", "6432"), arguments("    a: \"${PORT}\"\n"));
    }

    @Test
    void contentOfAVariableIsNeverMoreThanAScalar() {
      Map<String, String> hostile = Map.of("X", "1, b: 2}\nversion: 3");

      assertEquals(
          Map.of("a", "1, b: 2}\nversion: 3"),
          Fixtures.read("version: 2\nworker:\n  worker_kwargs:\n    a: ${X}", hostile)
              .worker()
              .arguments());
    }
  }

  @Nested
  class InAMap {
    @Test
    void textThatRefersToTheEnvironmentMayBeANumber() {
      Settings settings =
          Settings.fromMap(
              Fixtures.with(
                  "service",
                  Map.of(
                      "metrics_kwargs", Map.of("port", "${PORT}"),
                      "main_kwargs", Map.of("node_id", "${PORT}"),
                      "process_manager_kwargs", Map.of("jvm_args", List.of("-D$${x}")))),
              ENVIRONMENT);

      assertEquals(6432, settings.service().metrics().orElseThrow().port());
      assertEquals("6432", settings.service().nodeId().orElseThrow());
      assertEquals(List.of("-D${x}"), settings.service().workerProcess().jvmArgs());
    }

    @Test
    void otherTextIsText() {
      ConfigurationException failure =
          assertThrows(
              ConfigurationException.class,
              () ->
                  Settings.fromMap(
                      Fixtures.with("service", Map.of("metrics_kwargs", Map.of("port", "1")))));

      assertEquals(
          "service.metrics_kwargs.port: expected an integer from 0 to 65535, got text",
          failure.getMessage());
    }
  }
}
