package io.dispatcherd.pool.prefetch;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.pool.scaling.ScaleEvents;
import io.dispatcherd.pool.worker.Assignment;
import io.dispatcherd.pool.worker.Heartbeat;
import io.dispatcherd.pool.worker.StopReason;
import io.dispatcherd.pool.worker.Worker;
import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.pool.worker.WorkerTable;
import io.dispatcherd.processors.Kept;
import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells workers to stop, cancel or leave, and kills those that don't in time. Owned by the pool's
 * thread.
 */
public final class WorkerOrders {
  private static final Logger log = LoggerFactory.getLogger(WorkerOrders.class);

  private final PoolSettings.Waits waits;
  private final WorkerTable workers;
  private final ScaleEvents events;

  /** The workers' log level, if set. */
  private Optional<String> logLevel = Optional.empty();

  public WorkerOrders(PoolSettings.Waits waits, WorkerTable workers, ScaleEvents events) {
    this.waits = waits;
    this.workers = workers;
    this.events = events;
  }

  /** Tells a new worker what the others have been told. */
  public void configure(Worker worker) {
    logLevel.ifPresent(level -> tellLogLevel(worker, level));
  }

  /** Has all workers, those to come too, log this much. */
  public void logAt(String level) {
    logLevel = Optional.of(level);
    workers.live().forEach(worker -> tellLogLevel(worker, level));
  }

  /** A worker in this JVM logs as the service does. */
  private static void tellLogLevel(Worker worker, String level) {
    if (worker.link().hasOwnJvm()) {
      worker.link().send(new ToWorker.SetLogLevel(level));
    }
  }

  /** Makes a worker leave that is past its lifetime. */
  public void retire(Worker worker, Instant now) {
    events.pastLifetime();
    stop(worker, now);
  }

  /** Has a worker leave: at once if it is idle, else when its task has ended. */
  public void stop(Worker worker, Instant now) {
    workers.idle().remove(worker);
    if (worker.state().countsForCapacity()) {
      worker.become(WorkerState.STOPPING);
      worker.link().send(new ToWorker.Stop());
      if (!worker.isBusy()) {
        expectLeave(worker, now);
      }
    }
  }

  /** Has a worker stop its task, if it has one. */
  public void cancel(Worker worker, StopReason reason, Instant now) {
    Assignment assignment = worker.assignment();
    if (assignment != null && !assignment.isCancelled()) {
      expectCancel(assignment, reason, now);
      boolean timedOut = reason == StopReason.TIMED_OUT;
      worker.link().send(new ToWorker.Cancel(assignment.run(), timedOut));
    }
  }

  /**
   * Tells a worker that is about to get this task how long it is the service's, unless it knows. A
   * worker without a JVM of its own could do nothing about it.
   */
  void tellLease(Worker worker, PendingTask task, Instant now) {
    if (task.handling().kept().isPresent() && worker.link().hasOwnJvm()) {
      worker
          .toldLease()
          .next(Stream.concat(worker.tasks(), Stream.of(task)), false, now)
          .ifPresent(worker.link()::send);
    }
  }

  /** Has a worker stop a task that isn't the service's any more, before others may have it. */
  public void interruptLost(Worker worker, Instant now) {
    Assignment assignment = worker.assignment();
    if (assignment == null) {
      return;
    }
    Duration wait =
        assignment
            .task()
            .handling()
            .kept()
            .flatMap(Kept::leaseLeft)
            .map(left -> left.dividedBy(2))
            .filter(half -> half.compareTo(waits.cancel()) < 0)
            .orElse(waits.cancel());
    if (assignment.isCancelled()) {
      assignment.hurried(wait, now);
    } else {
      assignment.cancelled(StopReason.INTERRUPTED, wait, now);
      worker.link().send(new ToWorker.Cancel(assignment.run(), false));
    }
  }

  /** Ends a worker at once; what it runs was interrupted by the service. */
  public void killNow(Worker worker, Instant now) {
    Assignment assignment = worker.assignment();
    if (assignment != null && !assignment.isCancelled()) {
      expectCancel(assignment, StopReason.INTERRUPTED, now);
    }
    worker.link().kill();
  }

  /** A worker has been told to stop a run: from now on it has {@code cancel_wait}. */
  void expectCancel(Assignment assignment, StopReason reason, Instant now) {
    assignment.cancelled(reason, waits.cancel(), now);
  }

  /** A worker is on its way out: from now on it has {@code worker_stop_wait}. */
  void expectLeave(Worker worker, Instant now) {
    worker.mustBeGoneBy(now.plus(waits.workerStop()));
  }

  /** Does what is due for a worker by the clock. */
  public void enforce(Worker worker, Instant now) {
    Assignment assignment = worker.assignment();
    if (assignment != null && isDue(assignment.timeoutAt(), now)) {
      try (LogContext lines = LogContext.of(assignment.task().message())) {
        log.warn("Time is up for {} on worker {}", assignment.task().message(), worker.id());
      }
      cancel(worker, StopReason.TIMED_OUT, now);
    }
    if (assignment != null && isDue(assignment.killAt(), now)) {
      try (LogContext lines = LogContext.of(assignment.task().message())) {
        log.warn(
            "{} did not stop within {}: killing worker {}",
            assignment.task().message(),
            waits.cancel(),
            worker.id());
      }
      worker.link().kill();
      assignment.killed(waits.workerStop(), now);
    }
    if (isDue(worker.stopBy(), now)) {
      log.warn("Worker {} did not leave in time: killing it", worker.id());
      worker.link().kill();
      worker.mustBeGoneBy(now.plus(waits.workerStop()));
    }
    if (isDue(worker.tellLeaseAt(), now)) {
      worker.toldLease().next(worker.tasks(), true, now).ifPresent(worker.link()::send);
    }
    if (!worker.isBusy() && worker.state().takesTasks() && worker.isPastLifetime(now)) {
      retire(worker, now);
    }
    checkHeartbeat(worker.heartbeat(), worker, now);
  }

  /** A worker that is stopped, or whose JVM hangs, would keep its task for ever. */
  private void checkHeartbeat(@Nullable Heartbeat heartbeat, Worker worker, Instant now) {
    if (heartbeat == null) {
      return;
    }
    if (heartbeat.isLost(now)) {
      log.warn("Worker {} has stopped answering: killing it", worker.id());
      worker.unwatch();
      worker.link().kill();
    } else if (heartbeat.asks(now)) {
      worker.link().send(new ToWorker.Ping());
    }
  }

  private static boolean isDue(@Nullable Instant deadline, Instant now) {
    return deadline != null && !now.isBefore(deadline);
  }
}
