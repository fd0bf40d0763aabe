package io.dispatcherd.pool.prefetch;

import io.dispatcherd.frames.KeptRun;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.pool.worker.Assignment;
import io.dispatcherd.pool.worker.Pace;
import io.dispatcherd.pool.worker.StopReason;
import io.dispatcherd.pool.worker.Worker;
import io.dispatcherd.pool.worker.WorkerTable;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Assigns tasks to free workers, lets busy ones prefetch more, and recalls what they have not
 * begun. Owned by the pool's thread.
 *
 * <p>No prefetched task waits behind a long task, or while another worker is free: it is recalled.
 * A worker reports the end of each run before it begins with the next, so it is always known which
 * one that is, and none is lost or run twice when a worker dies.
 */
public final class Prefetch {
  /** A worker so near its lifetime's end prefetches nothing. */
  private static final Duration LAST_STRETCH = Duration.ofSeconds(1);

  private final WorkerTable workers;
  private final WorkerOrders orders;
  private final TaskListener tasks;
  private long lastRun;

  public Prefetch(WorkerTable workers, WorkerOrders orders, TaskListener tasks) {
    this.workers = workers;
    this.orders = orders;
    this.tasks = tasks;
  }

  /** Hands a task to the worker that has been idle longest; there must be one. */
  public void assign(PendingTask task, Instant now) {
    Worker worker = workers.idle().removeFirst();
    begin(worker, send(worker, task, now), now);
  }

  /**
   * Has busy workers with short tasks prefetch from the queue, each in turn. One task per worker
   * stays in the queue, for whichever worker is free first.
   */
  public void fill(Queuer queue, Instant now) {
    int spare = queue.ready() - workers.capacity();
    if (spare <= 0) {
      return;
    }
    List<Worker> takers = new ArrayList<>();
    for (Worker worker : workers.each()) {
      if (takesPrefetched(worker, now)) {
        takers.add(worker);
      }
    }
    List<Integer> missing =
        new ArrayList<>(takers.stream().map(each -> each.prefetched().missing()).toList());
    for (int round = 0; spare > 0 && !takers.isEmpty(); round++) {
      Iterator<Integer> wants = missing.iterator();
      for (Iterator<Worker> each = takers.iterator(); spare > 0 && each.hasNext(); spare--) {
        Worker worker = each.next();
        worker.prefetched().add(send(worker, queue.reserve().orElseThrow(), now));
        if (wants.next() == round + 1) {
          wants.remove();
          each.remove();
        }
      }
    }
  }

  /** Recalls prefetched tasks if there are idle workers. */
  public void balance() {
    if (!workers.idle().isEmpty()) {
      workers.each().forEach(this::recall);
    }
  }

  /** Recalls the tasks prefetched behind one that takes long. */
  public void enforce(Worker worker, Instant now) {
    Instant deadline = worker.recallAt();
    if (deadline != null && !now.isBefore(deadline)) {
      worker.prefetched().lagged();
      recall(worker);
    }
  }

  /** Calls off tasks that were sent ahead; their workers may have begun with them meanwhile. */
  public void withdraw(Collection<PendingTask> calledOff, StopReason reason) {
    if (calledOff.isEmpty()) {
      return;
    }
    Set<PendingTask> all = Set.copyOf(calledOff);
    for (Worker worker : workers.each()) {
      for (Assignment run : worker.prefetched().all()) {
        if (all.contains(run.task())) {
          run.withdrawn(reason);
          worker.link().send(new ToWorker.Cancel(run.run(), false));
        }
      }
    }
  }

  /** A run has ended: the worker begins with the next one, if it has one. */
  void proceed(Worker worker, Instant now) {
    Assignment next = worker.prefetched().next();
    if (next != null) {
      begin(worker, next, now);
      StopReason withdrawnFor = next.withdrawnFor();
      if (withdrawnFor != null) {
        orders.expectCancel(next, withdrawnFor, now);
      }
    }
  }

  /** A worker gave back a run with which it was not yet thought to be busy. */
  void givenBack(Worker worker, long run) {
    Assignment waited = worker.prefetched().take(run);
    if (waited != null) {
      back(waited);
    }
  }

  /** A worker won't begin with anything more. */
  void allBack(Worker worker) {
    worker.prefetched().takeAll().forEach(this::back);
  }

  private void recall(Worker worker) {
    if (worker.prefetched().recall()) {
      worker.link().send(new ToWorker.Recall());
    }
  }

  private void back(Assignment run) {
    StopReason withdrawnFor = run.withdrawnFor();
    if (withdrawnFor != null) {
      tasks.withdrawn(run.task(), withdrawnFor.end());
    } else {
      tasks.notBegun(run.task());
    }
  }

  private static Optional<KeptRun> keptRun(PendingTask task) {
    return task.handling().kept().map(kept -> new KeptRun(kept.attempt(), kept.completion()));
  }

  private Assignment send(Worker worker, PendingTask task, Instant now) {
    Assignment run = new Assignment(++lastRun, task);
    orders.tellLease(worker, task, now);
    worker.link().send(new ToWorker.Run(run.run(), task.message(), keptRun(task)));
    return run;
  }

  private void begin(Worker worker, Assignment run, Instant now) {
    run.begin(now);
    worker.assign(run);
    tasks.begun(run.task(), now);
  }

  /** How many tasks quick workers will need soon, besides one for each that is free. */
  public int soon(Instant now) {
    int soon = 0;
    for (Worker worker : workers.each()) {
      soon += isQuick(worker, Pace.CLAIM_PATIENCE, now) ? worker.prefetched().claimable() : 0;
    }
    return soon;
  }

  /** Until when {@link #soon} counts on the first of them; the far future for none. */
  public Instant soonUntil(Instant now) {
    Instant until = Instant.MAX;
    for (Worker worker : workers.each()) {
      Assignment current = worker.assignment();
      if (current != null
          && worker.prefetched().claimable() > 0
          && isQuick(worker, Pace.CLAIM_PATIENCE, now)) {
        Instant its = current.startedAt().plus(Pace.CLAIM_PATIENCE);
        until = its.isBefore(until) ? its : until;
      }
    }
    return until;
  }

  private static boolean takesPrefetched(Worker worker, Instant now) {
    return worker.isBusy()
        && worker.prefetched().missing() > 0
        && isQuick(worker, Pace.PATIENCE, now);
  }

  /** Whether it has no task, or will probably finish it in a moment, and can take another. */
  private static boolean isQuick(Worker worker, Duration patience, Instant now) {
    Assignment current = worker.assignment();
    return worker.state().takesTasks()
        && !worker.isPastLifetime(now.plus(LAST_STRETCH))
        && (current == null
            || (!current.isCancelled() && now.isBefore(current.startedAt().plus(patience))));
  }
}
