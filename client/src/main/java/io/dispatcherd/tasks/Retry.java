package io.dispatcherd.tasks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a task that failed and knows when the next attempt makes sense. It counts as a failure:
 * the task is dead if this was its last attempt. Where nothing keeps the task, as with {@code
 * pg_notify}, it is a failure and nothing more.
 */
public class Retry extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  /** To be tried again after this pause. */
  public Retry(Duration pause) {
    this(pause, "to be tried again in " + pause);
  }

  /** To be tried again after this pause, with an explanation. */
  public Retry(Duration pause, String message) {
    this(pause, message, null);
  }

  /** To be tried again after this pause, with an explanation and a cause. */
  public Retry(Duration pause, String message, @Nullable Throwable cause) {
    super(message, cause);
    if (pause.isNegative()) {
      throw new IllegalArgumentException("the pause is negative: " + pause);
    }
    this.pause = pause;
  }

  /** How long to wait before the next attempt; zero for not at all. */
  public Duration pause() {
    return pause;
  }
}
