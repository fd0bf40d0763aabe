package io.dispatcherd.tasks;

import java.time.Duration;

/**
 * How {@link TaskContext#snooze} ends a run: the task goes on later, from its beginning. Let it
 * pass; a task that catches it is put off all the same.
 */
public final class Snooze extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  /** To go on after this pause. */
  public Snooze(Duration pause) {
    super("to go on in " + pause, null, false, false);
    this.pause = pause;
  }

  /** How long to wait. */
  public Duration pause() {
    return pause;
  }
}
