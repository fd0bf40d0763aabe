package io.dispatcherd.service.dispatch;

import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a service ends, once nothing new comes in: running tasks may finish, what remains is
 * interrupted, and the workers leave. Owned by the event loop.
 */
public final class ShutdownSequence {
  private static final Logger log = LoggerFactory.getLogger(ShutdownSequence.class);

  private enum Phase {
    /** The service is running. */
    NOT_BEGUN,
    /** Running tasks may finish. */
    FINISHING,
    /** Running tasks have been cancelled. */
    CANCELLING,
    /** Workers have been killed. */
    KILLING
  }

  private final WorkerPool pool;
  private final Duration wait;
  private boolean announced;
  private Phase phase = Phase.NOT_BEGUN;
  private Instant cancelAt = Instant.MAX;

  public ShutdownSequence(WorkerPool pool, Duration wait) {
    this.pool = pool;
    this.wait = wait;
  }

  /** The producers are being stopped; the rest follows. No worker is replaced any more. */
  void announce() {
    announced = true;
    pool.startNoMore();
  }

  /** Whether it has begun, or has been announced. */
  boolean isAhead() {
    return announced || hasBegun();
  }

  boolean hasBegun() {
    return phase != Phase.NOT_BEGUN;
  }

  boolean isDone() {
    return hasBegun() && pool.isEmpty();
  }

  /** Begins, or hurries what has begun. */
  void stop(boolean atOnce, Instant now) {
    if (atOnce && phase != Phase.KILLING) {
      phase = Phase.KILLING;
      pool.stopAll(now);
      pool.killAll(now);
    } else if (phase == Phase.NOT_BEGUN) {
      phase = Phase.FINISHING;
      cancelAt = now.plus(wait);
      if (pool.isBusy()) {
        log.info(
            "Stopping: {} may take {} to finish",
            Amount.of(pool.busyCount(), "running task"),
            Amount.seconds(wait));
      }
      pool.stopAll(now);
    }
  }

  /** When the running tasks are to be cancelled. */
  Instant nextDeadline() {
    return phase == Phase.FINISHING ? cancelAt : Instant.MAX;
  }

  private static void sayCancelling(TaskMessage task) {
    try (LogContext lines = LogContext.of(task)) {
      log.warn("Still running after shutdown_wait, cancelling: {}", task);
    }
  }

  void tick(Instant now) {
    if (phase == Phase.FINISHING && !now.isBefore(cancelAt)) {
      phase = Phase.CANCELLING;
      pool.running(task -> true).values().forEach(ShutdownSequence::sayCancelling);
      pool.interruptAll(now);
    }
  }
}
