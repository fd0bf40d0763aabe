package io.dispatcherd.messages;

import java.time.Duration;
import java.util.Map;

/**
 * What the broker that keeps a task answers to a {@link StepRequest}. Immutable.
 *
 * @param state what became of it
 * @param text what was asked for; empty if it isn't there
 * @param rest how long a signal that hasn't come is to be waited for
 */
public record StepAnswer(State state, String text, Duration rest) {
  /** The run is no longer the service's: others may run the task. */
  public static final StepAnswer NOT_OURS = new StepAnswer(State.NOT_OURS, "", Duration.ZERO);

  /** What may become of a request. */
  public enum State {
    /** It is done, or here it is. */
    DONE,
    /** The run is no longer the service's. */
    NOT_OURS,
    /** The time to wait for the signal was over. */
    TIMED_OUT,
    /** The signal hasn't come yet. */
    NOT_YET
  }

  /** What was asked for. */
  public static StepAnswer done(String text) {
    return new StepAnswer(State.DONE, text, Duration.ZERO);
  }

  /** As it travels to the task. */
  public Map<String, ?> fields() {
    return Map.of("state", state.name(), "text", text, "rest", rest.toNanos());
  }

  /**
   * What {@link #fields} became on its way.
   *
   * @throws IllegalArgumentException if these are no such fields
   */
  public static StepAnswer of(Map<String, ?> fields) {
    if (fields.get("state") instanceof String state
        && fields.get("text") instanceof String text
        && fields.get("rest") instanceof Number rest) {
      return new StepAnswer(State.valueOf(state), text, Duration.ofNanos(rest.longValue()));
    }
    throw new IllegalArgumentException("no answer about a step: it has " + fields.keySet());
  }

  /** Without the text, which may be confidential. */
  @Override
  public String toString() {
    return state.toString();
  }
}
