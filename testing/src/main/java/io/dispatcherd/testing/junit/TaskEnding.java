package io.dispatcherd.testing.junit;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended. Immutable.
 *
 * @param message what was submitted
 * @param outcome what became of it
 * @param result what its run came to; empty if it has not run to an end
 */
public record TaskEnding(TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
  /**
   * Asserts that it ran to its end without throwing.
   *
   * @return this
   */
  public TaskEnding assertDone() {
    if (outcome != Outcome.DONE) {
      throw new AssertionError("expected " + message + " to be done, but " + this);
    }
    return this;
  }

  /**
   * Asserts that it ran to its end and returned this. Compared as JSON, which is what a result
   * travels as: a record equals a map of its components.
   *
   * @return this
   */
  public TaskEnding assertReturned(@Nullable Object expected) {
    assertDone();
    Object wanted = Json.valueOf(expected, "what is expected");
    Object returned = result.map(TaskResult::value).orElse(null);
    if (!Objects.equals(wanted, returned)) {
      throw new AssertionError(
          "expected %s to return %s, but it returned %s".formatted(message, wanted, returned));
    }
    return this;
  }

  /**
   * Asserts that it threw.
   *
   * @param part of what it threw, written as the class's name, a colon and the message
   * @return this
   */
  public TaskEnding assertFailedWith(String part) {
    if (outcome != Outcome.FAILED
        || result.flatMap(TaskResult::error).filter(it -> it.contains(part)).isEmpty()) {
      throw new AssertionError(
          "expected %s to fail with \"%s\", but %s".formatted(message, part, this));
    }
    return this;
  }

  /**
   * Asserts that it was cancelled or ran out of time.
   *
   * @return this
   */
  public TaskEnding assertCancelled() {
    return outcome == Outcome.TIMED_OUT ? this : assertOutcome(Outcome.CANCELLED);
  }

  /**
   * Asserts what became of it.
   *
   * @return this
   */
  public TaskEnding assertOutcome(Outcome expected) {
    if (outcome != expected) {
      throw new AssertionError("expected %s to be %s, but %s".formatted(message, expected, this));
    }
    return this;
  }

  /** The outcome, and what the task threw if it did. */
  @Override
  public String toString() {
    return "it was " + outcome + result.flatMap(TaskResult::error).map(it -> ": " + it).orElse("");
  }
}
