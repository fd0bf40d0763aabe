package io.dispatcherd.pool.worker;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether one worker still answers. It is pinged a few times within its time limit; any frame from
 * it counts as an answer. This class only decides: the caller passes in the time, and sends the
 * pings. Owned by the pool's thread.
 *
 * <p>It counts pings, not time: after the clock leaps, for example when a machine was suspended, a
 * worker still has time to answer.
 */
public final class Heartbeat {
  private static final int QUESTIONS = 3;

  /** Many JVMs that start at once share the processors: until it first speaks, it has longer. */
  private static final int QUESTIONS_AT_START = 10 * QUESTIONS;

  private final Duration interval;
  private Instant nextLook;
  private int unanswered;
  private int patience = QUESTIONS_AT_START;

  /**
   * @param wait how long a worker may be silent
   */
  public Heartbeat(Duration wait, Instant now) {
    interval = wait.dividedBy(QUESTIONS);
    nextLook = now.plus(interval);
  }

  /** The worker sent a frame. */
  void heard() {
    unanswered = 0;
    patience = QUESTIONS;
  }

  /** When to look next. */
  Instant nextLook() {
    return nextLook;
  }

  /**
   * Looks, if it is time.
   *
   * @return whether the worker is to be asked now
   */
  public boolean asks(Instant now) {
    if (now.isBefore(nextLook) || isLost()) {
      return false;
    }
    nextLook = now.plus(interval);
    unanswered++;
    return true;
  }

  /** Whether too many pings went unanswered. Call it before sending the next. */
  public boolean isLost(Instant now) {
    return !now.isBefore(nextLook) && isLost();
  }

  private boolean isLost() {
    return unanswered >= patience;
  }
}
