package io.dispatcherd.messages;

import java.time.Duration;
import java.util.Map;

/**
 * What a running task asks of the broker that keeps it, about its steps and the signals for it.
 * Immutable.
 *
 * @param kind what it asks
 * @param name of the step or the signal; empty where that means nothing
 * @param number how many signals of that name it has taken before
 * @param result what the step came to, as JSON text; empty where that means nothing
 * @param atMost how long a signal is waited for, from the first time that it was asked for
 */
public record StepRequest(Kind kind, String name, int number, String result, Duration atMost) {
  /** What may be asked. */
  public enum Kind {
    /** The names of the steps that are kept, as a JSON list. */
    NAMES,
    /** What a step came to. */
    RESULT,
    /** To keep what a step came to. */
    KEEP,
    /** The next signal of a name. */
    SIGNAL,
    /** SQL that keeps a step, with two parameters: its name, and what it came to as JSON text. */
    STATEMENT
  }

  /** One that takes no more than a name. */
  public static StepRequest of(Kind kind, String name) {
    return new StepRequest(kind, name, 0, "", Duration.ZERO);
  }

  /** To keep what a step came to. */
  public static StepRequest keep(String step, String result) {
    return new StepRequest(Kind.KEEP, step, 0, result, Duration.ZERO);
  }

  /** The next signal of a name. */
  public static StepRequest signal(String name, int number, Duration atMost) {
    return new StepRequest(Kind.SIGNAL, name, number, "", atMost);
  }

  /** Without what the step came to, which may be confidential. */
  @Override
  public String toString() {
    return kind + " " + name;
  }

  /**
   * What the broker that keeps a task answers to it. Immutable.
   *
   * @param state what became of it
   * @param text what was asked for; empty if it isn't there
   * @param rest how long a signal that hasn't come is to be waited for
   */
  public record Answer(State state, String text, Duration rest) {
    /** The run is no longer the service's: others may run the task. */
    public static final Answer NOT_OURS = new Answer(State.NOT_OURS, "", Duration.ZERO);

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
    public static Answer done(String text) {
      return new Answer(State.DONE, text, Duration.ZERO);
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
    public static Answer of(Map<String, ?> fields) {
      if (fields.get("state") instanceof String state
          && fields.get("text") instanceof String text
          && fields.get("rest") instanceof Number rest) {
        return new Answer(State.valueOf(state), text, Duration.ofNanos(rest.longValue()));
      }
      throw new IllegalArgumentException("no answer about a step: it has " + fields.keySet());
    }

    /** Without the text, which may be confidential. */
    @Override
    public String toString() {
      return state.toString();
    }
  }
}
