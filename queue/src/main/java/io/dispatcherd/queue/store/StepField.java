package io.dispatcherd.queue.store;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of the workflow that it is a step of.
 *
 * @param uuid of the workflow
 * @param name of the workflow
 * @param step its own name
 * @param after the steps that it waits for, each with what becomes of it if that one isn't done
 * @param before the steps that wait for it, likewise
 * @param by the uuid of the running task that adds it; null if the workflow is a new one
 * @param results the steps whose results are handed on, by parameter
 * @param first the step whose result is the first positional argument
 * @param outcomes the parameter that all outcomes are handed to; empty for the first positional one
 */
record StepField(
    String uuid,
    String name,
    String step,
    Map<String, String> after,
    Map<String, String> before,
    @Nullable String by,
    Map<String, String> results,
    @Nullable String first,
    @Nullable String outcomes) {
  private static final String FIELD = "workflow";

  /** A look that costs next to nothing: whether it may be a step. */
  static boolean maybeIn(@Nullable String message) {
    return message != null && message.contains("\"workflow\"");
  }

  /** Of a message; empty if it is no step. */
  static Optional<StepField> of(@Nullable String message) {
    if (!maybeIn(message) || message == null) {
      return Optional.empty();
    }
    try {
      return of(Json.parseObject(message));
    } catch (MessageFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<StepField> of(Map<String, ?> fields) {
    if (fields.get(FIELD) instanceof Map<?, ?> part
        && part.get("uuid") instanceof String uuid
        && part.get("name") instanceof String name
        && part.get("step") instanceof String step) {
      return Optional.of(
          new StepField(
              uuid,
              name,
              step,
              texts(part.get("after")),
              texts(part.get("before")),
              text(part.get("by")),
              texts(part.get("results")),
              text(part.get("first")),
              text(part.get("outcomes"))));
    }
    return Optional.empty();
  }

  boolean takesSomething() {
    return !results.isEmpty() || first != null || outcomes != null;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  private static Map<String, String> texts(@Nullable Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, text) -> texts.put(String.valueOf(key), String.valueOf(text)));
    }
    return texts;
  }
}
