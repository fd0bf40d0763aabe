package io.dispatcherd.workflows;

import io.dispatcherd.tasks.TaskCall;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a step before it is submitted. For one thread. */
final class StepPlan {
  private final String name;
  private final TaskCall call;

  /** The steps that this one waits for. */
  private final Map<String, OnFailure> after = new LinkedHashMap<>();

  /** The steps that are to wait for this one. */
  private final Map<String, OnFailure> before = new LinkedHashMap<>();

  /** The steps whose results are handed on, by parameter. */
  private final Map<String, String> results = new LinkedHashMap<>();

  /** The step whose result is the first positional argument. */
  private @Nullable String first;

  /** The parameter that all outcomes are handed to; empty for the first positional argument. */
  private @Nullable String outcomes;

  StepPlan(String name, TaskCall call) {
    this.name = name;
    this.call = call;
  }

  String name() {
    return name;
  }

  TaskCall call() {
    return call;
  }

  Map<String, OnFailure> after() {
    return after;
  }

  Map<String, OnFailure> before() {
    return before;
  }

  boolean takesOutcomes() {
    return outcomes != null;
  }

  void first(String step) {
    if (first != null || "".equals(outcomes)) {
      throw new IllegalArgumentException(
          "step %s has its first argument already: name a parameter for what else is handed on"
              .formatted(name));
    }
    first = step;
    after.putIfAbsent(step, OnFailure.CANCEL);
  }

  void result(String step, String parameter) {
    if (results.putIfAbsent(parameter, step) != null) {
      throw new IllegalArgumentException(
          "step %s is handed two values for its parameter %s".formatted(name, parameter));
    }
    after.putIfAbsent(step, OnFailure.CANCEL);
  }

  void outcomes(String parameter) {
    if (outcomes != null || (parameter.isEmpty() && first != null)) {
      throw new IllegalArgumentException(
          "step %s has its first argument already: name a parameter for what else is handed on"
              .formatted(name));
    }
    outcomes = parameter;
  }

  void putInto(Map<String, @Nullable Object> part) {
    put(part, "after", policies(after));
    put(part, "before", policies(before));
    put(part, "results", results);
    if (first != null) {
      part.put("first", first);
    }
    if (outcomes != null) {
      part.put("outcomes", outcomes);
    }
  }

  private static void put(
      Map<String, @Nullable Object> part, String field, Map<String, String> of) {
    if (!of.isEmpty()) {
      part.put(field, of);
    }
  }

  private static Map<String, String> policies(Map<String, OnFailure> edges) {
    Map<String, String> policies = new LinkedHashMap<>();
    edges.forEach((step, policy) -> policies.put(step, policy.name().toLowerCase(Locale.ROOT)));
    return policies;
  }
}
