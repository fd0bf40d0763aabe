package io.dispatcherd.config.schema;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words of JSON Schema for what several options of a section have to do with each other. */
public final class SchemaRules {
  private static final Map<String, Object> NULL = Map.of("type", "null");

  private SchemaRules() {}

  /** The option stands there. */
  public static Map<String, Object> has(String option) {
    return Map.of("required", List.of(option));
  }

  /** The option stands there, and its value is like this. */
  public static Map<String, Object> has(String option, Map<String, Object> value) {
    return Map.of("required", List.of(option), "properties", Map.of(option, value));
  }

  /** The option stands there and isn't null. */
  public static Map<String, Object> hasValue(String option) {
    return has(option, Map.of("not", NULL));
  }

  /** The option stands there as null. */
  public static Map<String, Object> hasNull(String option) {
    return has(option, NULL);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  public static Map<String, Object> anyOf(Map<String, Object>... conditions) {
    return Map.of("anyOf", Arrays.asList(conditions));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  public static Map<String, Object> oneOf(Map<String, Object>... conditions) {
    return Map.of("oneOf", Arrays.asList(conditions));
  }

  public static Map<String, Object> not(Map<String, Object> condition) {
    return Map.of("not", condition);
  }

  public static Map<String, Object> when(
      Map<String, Object> condition, Map<String, Object> consequence) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("if", condition);
    rule.put("then", consequence);
    return rule;
  }

  /** The second option has to be there if the first one is. */
  public static Map<String, Object> needs(String option, String other) {
    return Map.of("dependentRequired", Map.of(option, List.of(other)));
  }
}
