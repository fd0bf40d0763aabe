package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.Seconds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The table of sections and options as a JSON Schema, for editors and validators. */
public final class SchemaDocument {
  /** A text that refers to the environment: what it becomes, no schema can know. */
  public static final String REFERENCE_PATTERN = "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}";

  private static final String REFERENCE = "reference";

  private SchemaDocument() {}

  /**
   * The schema, written as JSON (2020-12), the same every time.
   *
   * @param root the section that everything is in
   */
  public static String text(Section root) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "dispatcherd configuration");
    schema.putAll(section(root));
    schema.put(
        "$defs",
        Map.of(
            REFERENCE,
            ordered(
                Map.of(
                    "type", "string",
                    "pattern", REFERENCE_PATTERN,
                    "description", "A reference to the environment."))));
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return mapper.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  private static Map<String, Object> section(Section section) {
    Map<String, Object> properties = new LinkedHashMap<>();
    section.options().forEach(option -> properties.put(option.name(), option(option)));
    section.sections().forEach(inner -> properties.put(inner.name(), section(inner)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", section.description());
    schema.put("type", section.needsContent() ? "object" : List.of("object", "null"));
    schema.put("properties", properties);
    List<String> required =
        section.options().stream()
            .filter(option -> option.presence() == Option.Presence.REQUIRED)
            .map(Option::name)
            .toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (section.others() instanceof Section.Others.Sections sections) {
      schema.put("patternProperties", Map.of(sections.pattern(), section(sections.template())));
    } else if (section.others() instanceof Section.Others.Typed typed) {
      Section.Others.Sections otherwise = typed.otherwise();
      Map<String, Object> patterns = new LinkedHashMap<>();
      patterns.put(otherwise.pattern(), section(otherwise.template()));
      patterns.put(ownNamesBut(section.sections()), typed(typed));
      schema.put("patternProperties", patterns);
    }
    if (!section.rules().isEmpty()) {
      schema.put("allOf", section.rules().stream().map(SchemaDocument::ordered).toList());
    }
    schema.put("additionalProperties", section.others() instanceof Section.Others.Values);
    return schema;
  }

  /** A section of one's own name: of which type it is, an editor learns from its type. */
  private static Map<String, Object> typed(Section.Others.Typed typed) {
    List<Map<String, Object>> types =
        typed.types().stream()
            .map(Section::name)
            .map(
                name ->
                    Map.<String, Object>of(
                        "properties", Map.of(Section.TYPE.name(), Map.of("const", name))))
            .map(SchemaDocument::ordered)
            .toList();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", "A further one, of the type that it names.");
    schema.put("type", "object");
    schema.put("required", List.of(Section.TYPE.name()));
    schema.put("anyOf", types);
    return schema;
  }

  private static String ownNamesBut(List<Section> known) {
    String names = known.stream().map(Section::name).collect(Collectors.joining("|"));
    return Section.OWN_NAMES.replaceFirst("\\^", "^(?!(" + names.replace(".", "\\\\.") + ")\\$)");
  }

  private static Map<String, Object> option(Option<?> option) {
    Map<String, Object> type = ordered(option.type().schema());
    List<Map<String, Object>> alternatives = new ArrayList<>(List.of(type));
    if (!"string".equals(type.get("type")) && !type.containsKey("const")) {
      alternatives.add(Map.of("$ref", "#/$defs/" + REFERENCE));
    }
    if (option.presence() == Option.Presence.NULLABLE) {
      alternatives.add(Map.of("type", "null"));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", option.description());
    if (alternatives.size() == 1) {
      schema.putAll(type);
    } else {
      schema.put("anyOf", alternatives);
    }
    Object fallback = json(option.fallback());
    if (fallback != null) {
      schema.put("default", fallback);
    }
    return schema;
  }

  private static @Nullable Object json(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return Seconds.of(duration);
    }
    if (value == null) {
      return null;
    }
    boolean isJson =
        value instanceof Number
            || value instanceof Boolean
            || value instanceof Map
            || value instanceof List;
    return isJson ? value : value.toString();
  }

  /** The same document every time, whatever order a map has. */
  private static Map<String, Object> ordered(Map<String, Object> schema) {
    Map<String, Object> ordered = new TreeMap<>();
    schema.forEach((key, value) -> ordered.put(key, orderedValue(value)));
    return ordered;
  }

  @SuppressWarnings("unchecked") // schemas consist of such maps
  private static Object orderedValue(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(SchemaDocument::orderedValue).toList();
    }
    return value instanceof Map<?, ?> map ? ordered((Map<String, Object>) map) : value;
  }
}
