package io.dispatcherd.spring.boot.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.messages.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What IDEs know of the properties, generated from the tables that read them. */
class SettingsMetadataTest {
  private static final Path FILE =
      Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");
  private static final String WRITE = "metadata.write";

  /** A broker of tests is on this class path too. */
  private static final List<String> OF_TESTS = List.of("memory_queue");

  private final List<String> properties = new ArrayList<>();

  private void add(String name, String type, String description) {
    Map<String, String> property = new LinkedHashMap<>();
    property.put("name", name);
    property.put("type", type);
    property.put("description", description);
    properties.add("    " + Json.write(property));
  }

  private void add(String path, Section section) {
    section.options().forEach(option -> add(path, option));
    for (Section inner : section.sections()) {
      if (!OF_TESTS.contains(inner.name()) && !inner.name().contains(".")) {
        add(path + "." + kebab(inner.name()), inner);
      }
    }
    boolean isMap = section.options().isEmpty() && section.sections().isEmpty();
    if (isMap && !(section.others() instanceof Section.Others.Forbidden)) {
      add(path, "java.util.Map<java.lang.String,java.lang.Object>", section.description());
    }
  }

  private void add(String path, Option<?> option) {
    String shown = option.shownDefault();
    boolean isShown = !shown.isEmpty() && !shown.equals("null") && !shown.equals("required");
    add(
        path + "." + kebab(option.name()),
        type(option),
        option.description() + (isShown ? " Default: " + shown + "." : ""));
  }

  private static String type(Option<?> option) {
    return switch (String.valueOf(option.type().schema().get("type"))) {
      case "integer" -> "java.lang.Integer";
      case "boolean" -> "java.lang.Boolean";
      case "array" -> "java.util.List<java.lang.String>";
      case "object" -> "java.util.Map<java.lang.String,java.lang.Object>";
      default -> "java.lang.String";
    };
  }

  /** As Spring writes names: {@code pg_queue} and {@code ControlProducer} alike. */
  private static String kebab(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private String text() {
    SettingsReader.ROOT
        .sections()
        .forEach(inner -> add("dispatcherd." + kebab(inner.name()), inner));
    return "{\n  \"properties\": [\n"
        + properties.stream().collect(Collectors.joining(",\n"))
        + "\n  ]\n}\n";
  }

  @Test
  void everyOptionIsDescribedAsTheTablesSay() throws IOException {
    String expected = text();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(FILE, expected);
    }
    assertEquals(
        expected,
        Files.exists(FILE) ? Files.readString(FILE) : "",
        "to write it again: mvn -pl integrations/spring-boot test -Dtest=SettingsMetadataTest"
            + " -DargLine=-D"
            + WRITE
            + "=true");
  }

  /** What the processor made of our own properties, and of the file. */
  @Test
  void everyPropertyHasADescription() throws IOException {
    int count = 0;
    for (Object property : published()) {
      Map<?, ?> described = (Map<?, ?>) property;
      Object description = described.get("description");
      assertTrue(description != null && !description.toString().isBlank(), described::toString);
      count++;
    }
    assertTrue(count > 100, "there are only " + count);
  }

  private static List<?> published() throws IOException {
    try (InputStream in =
        SettingsMetadataTest.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertFalse(text.isBlank());
      return (List<?>) Objects.requireNonNull(Json.parseObject(text).get("properties"));
    }
  }
}
