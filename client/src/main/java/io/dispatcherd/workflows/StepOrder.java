package io.dispatcherd.workflows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the steps of a workflow in order, and refuses what has none.
 *
 * @param workflow its name, for errors
 * @param steps by name
 * @param adder the running step that adds these; empty if the workflow is a new one
 */
record StepOrder(String workflow, Map<String, StepPlan> steps, Optional<String> adder) {
  /**
   * All steps, each behind those that it waits for, else as they were given.
   *
   * @throws IllegalArgumentException if there are none, one waits for a step that there isn't, or
   *     some wait for each other in a circle
   */
  List<StepPlan> withWhatTheyWaitForFirst() {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("the workflow " + workflow + " has no steps");
    }
    Map<String, Integer> open = new LinkedHashMap<>();
    Map<String, List<String>> followers = new LinkedHashMap<>();
    steps.keySet().forEach(step -> open.put(step, 0));
    for (StepPlan step : steps.values()) {
      requireSomethingToWaitFor(step);
      step.after().keySet().forEach(before -> edge(before, step.name(), open, followers));
      step.before().keySet().forEach(after -> edge(step.name(), after, open, followers));
    }
    ArrayDeque<String> free = new ArrayDeque<>();
    open.forEach(
        (step, count) -> {
          if (count == 0) {
            free.add(step);
          }
        });
    List<StepPlan> ordered = new ArrayList<>();
    while (!free.isEmpty()) {
      String step = free.remove();
      StepPlan plan = steps.get(step);
      if (plan != null) {
        ordered.add(plan);
      }
      open.remove(step);
      for (String follower : followers.getOrDefault(step, List.of())) {
        if (open.merge(follower, -1, Integer::sum) == 0) {
          free.add(follower);
        }
      }
    }
    if (!open.isEmpty()) {
      throw new IllegalArgumentException(
          "steps of the workflow %s wait for each other in a circle, or for one that does: %s"
              .formatted(workflow, String.join(", ", open.keySet())));
    }
    return ordered;
  }

  private void edge(
      String before, String after, Map<String, Integer> open, Map<String, List<String>> followers) {
    if (!steps.containsKey(before)) {
      if (adder.isPresent() && adder.get().equals(before)) {
        return;
      }
      throw unknown(after, "waits for", before);
    }
    if (!steps.containsKey(after)) {
      if (adder.isPresent()) {
        // One that waits in the workflow already; the broker knows whether it does.
        return;
      }
      throw unknown(before, "is to run before", after);
    }
    followers.computeIfAbsent(before, absent -> new ArrayList<>()).add(after);
    open.merge(after, 1, Integer::sum);
  }

  private void requireSomethingToWaitFor(StepPlan step) {
    boolean waits =
        !step.after().isEmpty()
            || steps.values().stream().anyMatch(other -> other.before().containsKey(step.name()));
    if (step.takesOutcomes() && !waits) {
      throw new IllegalArgumentException(
          "step %s of the workflow %s takes outcomes and waits for no step"
              .formatted(step.name(), workflow));
    }
  }

  private IllegalArgumentException unknown(String step, String does, String other) {
    Set<String> known = steps.keySet();
    return new IllegalArgumentException(
        "step %s of the workflow %s %s %s, and there is no such step; there are %s"
            .formatted(
                step,
                workflow,
                does,
                other,
                known.size() > 20 ? known.size() + " others" : String.join(", ", known)));
  }
}
