package io.dispatcherd.messages;

import java.time.Duration;

/**
 * What a run says about what is to follow, to the broker that keeps its task. Immutable.
 *
 * @param kind what it says
 * @param pause how long to wait; zero where that means nothing
 */
public record RunWish(Kind kind, Duration pause) {
  /** To be dead, however many attempts are left. */
  public static final RunWish NO_RETRY = new RunWish(Kind.NO_RETRY, Duration.ZERO);

  /** The task has stored its end itself. */
  public static final RunWish COMPLETED = new RunWish(Kind.COMPLETED, Duration.ZERO);

  /** What a run may say. */
  public enum Kind {
    /** It failed, and is to be tried again after the pause. */
    RETRY,
    /** It failed, and would again. */
    NO_RETRY,
    /** It is to go on after the pause, which costs no attempt. */
    SNOOZE,
    /** Its end was stored in a transaction of its own. */
    COMPLETED
  }
}
