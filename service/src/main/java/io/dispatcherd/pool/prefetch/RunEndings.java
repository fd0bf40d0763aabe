package io.dispatcherd.pool.prefetch;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.scaling.ScaleEvents;
import io.dispatcherd.pool.worker.Assignment;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.pool.worker.Worker;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.pool.worker.WorkerTable;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the ends of runs: counts them, reports them, and decides what the worker does next. Owned
 * by the pool's thread.
 */
public final class RunEndings {
  private static final Logger log = LoggerFactory.getLogger(RunEndings.class);

  private final WorkerTable workers;
  private final ScaleEvents events;
  private final WorkerOrders orders;
  private final Prefetch prefetch;
  private final TaskListener tasks;

  private long finished;
  private long failed;
  private long canceled;

  public RunEndings(
      WorkerTable workers,
      ScaleEvents events,
      WorkerOrders orders,
      Prefetch prefetch,
      TaskListener tasks) {
    this.workers = workers;
    this.events = events;
    this.orders = orders;
    this.prefetch = prefetch;
    this.tasks = tasks;
  }

  /** A worker reports the end of its run. */
  public void finished(Worker worker, FromWorker.Finished frame, Instant now) {
    Assignment assignment = worker.assignment();
    if (assignment == null || assignment.run() != frame.run()) {
      log.warn("Worker {} reported the end of a run that it doesn't have", worker.id());
      return;
    }
    RunEnd end = assignment.endsAs(endOf(frame.result()));
    worker.unassign(end.isFinished(), now);
    count(!end.isFinished(), frame.result().failed());
    worker.prefetched().ran(frame.result().duration());
    try {
      if (frame.stopping()) {
        leaving(worker, now);
      } else {
        getOn(worker, now);
      }
    } finally {
      tasks.ended(assignment.task(), end, assignment.time(now), Optional.of(frame.result()));
    }
  }

  /** A worker gives back a run with which it has not begun. */
  public void gaveBack(Worker worker, long run, Instant now) {
    Assignment current = worker.assignment();
    if (current == null || current.run() != run) {
      prefetch.givenBack(worker, run);
      return;
    }
    // It gave it back while the news was on its way that the one before has ended. It may have been
    // sent others since, with which it gets on.
    worker.unassign(false, now);
    try {
      getOn(worker, now);
    } finally {
      if (current.isCancelled()) {
        canceled++;
        RunEnd end = current.endsAs(RunEnd.LOST);
        tasks.ended(current.task(), end, current.time(now), Optional.empty());
      } else {
        tasks.notBegun(current.task());
      }
    }
  }

  /** A worker will begin with nothing any more: what it hasn't begun goes back. */
  public void leaving(Worker worker, Instant now) {
    workers.idle().remove(worker);
    Assignment assignment = worker.assignment();
    if (assignment != null && !assignment.isCancelled()) {
      worker.unassign(false, now);
      tasks.notBegun(assignment.task());
    }
    prefetch.allBack(worker);
    if (worker.state() != WorkerState.EXITED) {
      if (worker.state().countsForCapacity()) {
        events.vacated();
      }
      worker.become(WorkerState.EXITED);
      orders.expectLeave(worker, now);
    }
  }

  /** A worker is gone: its run, if it had one, is lost, and what it hadn't begun goes back. */
  public void gone(Worker worker, WorkerExit exit, Instant now) {
    Assignment lost = worker.assignment();
    if (lost != null) {
      worker.unassign(false, now);
      canceled++;
      if (exit.kind() == WorkerExit.Kind.STUCK) {
        worker.stuck(lost.task());
      } else if (!lost.isCancelled()) {
        try (LogContext lines = LogContext.of(lost.task().message())) {
          log.error("Lost {} with worker {}", lost.task(), worker.id());
        }
      }
    }
    try {
      prefetch.allBack(worker);
    } finally {
      if (lost != null) {
        tasks.lost(lost.task(), lost.endsAs(RunEnd.LOST), lost.time(now), exit.description());
      }
    }
  }

  /** Tasks that ran to their end, failed ones included. */
  public long finished() {
    return finished;
  }

  /** The part of them that failed. */
  public long failed() {
    return failed;
  }

  /** Tasks cancelled, timed out, or lost with their worker. */
  public long canceled() {
    return canceled;
  }

  private void count(boolean wasCancelled, boolean hasFailed) {
    if (wasCancelled) {
      canceled++;
    } else {
      finished++;
      failed += hasFailed ? 1 : 0;
    }
  }

  /** A worker has finished its run: it begins the next one, is free, or leaves. */
  private void getOn(Worker worker, Instant now) {
    prefetch.proceed(worker, now);
    if (worker.isFree(now)) {
      workers.idle().add(worker);
    } else if (worker.state().takesTasks() && worker.isPastLifetime(now)) {
      orders.retire(worker, now);
    } else if (!worker.state().takesTasks() && !worker.isBusy()) {
      orders.expectLeave(worker, now);
    }
  }

  private static RunEnd endOf(TaskResult result) {
    if (result.status() == TaskResult.Status.CANCELLED) {
      return RunEnd.CANCELLED;
    }
    if (result.status() == TaskResult.Status.SNOOZED) {
      return RunEnd.SNOOZED;
    }
    return result.failed() ? RunEnd.FAILED : RunEnd.DONE;
  }
}
