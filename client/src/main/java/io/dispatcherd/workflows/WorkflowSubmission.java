package io.dispatcherd.workflows;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A workflow that was submitted. Immutable.
 *
 * @param uuid its identity
 * @param name what it is called
 * @param steps the uuid of each step's task, by the step's name
 */
public record WorkflowSubmission(String uuid, String name, Map<String, String> steps) {
  /** Copies the map. */
  public WorkflowSubmission {
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
  }
}
