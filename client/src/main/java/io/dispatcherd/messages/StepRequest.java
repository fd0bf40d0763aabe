package io.dispatcherd.messages;

import java.time.Duration;

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
}
