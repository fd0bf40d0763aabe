package io.dispatcherd.jobs;

import org.jspecify.annotations.Nullable;

/**
 * How a step of a workflow ended, as it is handed to a step that waited for it. Immutable.
 *
 * @param step its name
 * @param uuid of its task
 * @param outcome {@code done}, {@code dead}, {@code cancelled} or {@code discarded}
 * @param result what it returned, as plain JSON values
 * @param error class and message of its latest failure
 */
public record StepOutcome(
    String step, String uuid, String outcome, @Nullable Object result, @Nullable String error) {
  /** Whether it was done. */
  public boolean isDone() {
    return outcome.equals("done");
  }

  /** Without the result, which may be confidential. */
  @Override
  public String toString() {
    return step + " " + outcome;
  }
}
