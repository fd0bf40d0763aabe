package io.dispatcherd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dispatcherd.config.source.Interpolation;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SettingsPropertyTest {

  @Property
  void whatWasReadFromAMapIsReadBackFromTheMapOfTheSettings(
      @ForAll("values") Map<String, Object> arguments) {
    Settings settings = read(arguments);

    assertEquals(
        settings.worker().arguments(),
        Settings.fromMap(settings.asMap(), Map.of("A", "1")).worker().arguments());
  }

  @Property
  void anyTextIsReadOrRefusedWithAConfigurationException(@ForAll("yaml") String yaml) {
    try {
      assertEquals(2, Fixtures.read(yaml).asMap().get("version"));
    } catch (ConfigurationException e) {
      assertFalse(e.problems().isEmpty());
    }
  }

  private static Settings read(Map<String, Object> arguments) {
    return Settings.fromMap(
        Fixtures.with("worker", Map.of("worker_kwargs", arguments)), Map.of("A", "1"));
  }

  @Provide
  Arbitrary<Map<String, Object>> values() {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).map(Interpolation::escape),
            Arbitraries.of("${A}", "x${A}", "$${A}", "${B:-2}", "${B:-yes}", "0123"),
            Arbitraries.integers(),
            Arbitraries.of(true, false));
    Arbitrary<Object> lists = scalars.list().ofMaxSize(3).map(List::copyOf);
    return Arbitraries.maps(
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(4),
            Arbitraries.oneOf(scalars, lists))
        .ofMaxSize(4)
        .filter(map -> !map.containsKey("idle_timeout"));
  }

  @Provide
  Arbitrary<String> yaml() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "version: 2\n",
            "brokers:",
            "\n",
            "  ",
            "pg_notify:",
            "config:",
            " ",
            "{",
            "}",
            "[",
            "]",
            "- ",
            "&a ",
            "*a",
            "<<: ",
            "${X}",
            "${X:-1}",
            "'",
            "\"",
            "|",
            ">",
            "# ",
            "!",
            "%",
            "publish:",
            "default_broker: ",
            "x",
            "1",
            "null",
            "\t",
            "\u0000",
            "? ",
            ", ",
            ": ");
    return pieces.list().ofMaxSize(15).map(list -> String.join("", list));
  }
}
