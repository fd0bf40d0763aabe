package io.dispatcherd.service;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.processors.Blocker;
import io.dispatcherd.processors.Delayer;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import io.dispatcherd.processors.TaskFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a task through the service: delayed, checked against its duplicates, queued, on a
 * worker, ended. Owned by the event loop.
 */
final class TaskFlow {
  private static final Logger log = LoggerFactory.getLogger(TaskFlow.class);

  private final Delayer<PendingTask> delayer = new Delayer<>();
  private final Blocker blocker = new Blocker();
  private final Queuer queuer = new Queuer();
  private final int maxWaiting;
  private long discarded;

  TaskFlow(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  /** Whether as many tasks wait as may. */
  boolean isFull() {
    return waiting() >= maxWaiting;
  }

  /** A task has arrived. */
  void arrived(PendingTask task, Instant now) {
    Optional<Duration> delay = task.message().delay();
    if (delay.isPresent()) {
      delayer.add(task, now.plus(delay.get()));
    } else {
      admit(task);
    }
  }

  /** Lets go of the tasks whose delay has ended. */
  void tick(Instant now) {
    delayer.due(now).forEach(this::admit);
  }

  Optional<Instant> nextDeadline() {
    return delayer.nextDeadline();
  }

  /** Hands ready tasks to free workers, as far as there are any. */
  void dispatch(WorkerPool pool, Instant now) {
    while (queuer.size() > 0 && pool.hasFreeWorker(now)) {
      queuer.poll().ifPresent(task -> pool.assign(task, now));
    }
  }

  /** Tasks that wait only for a free worker. */
  int ready() {
    return queuer.size();
  }

  /** A task is no longer on a worker, or no longer ready: what it held back may follow. */
  void ended(PendingTask task, Outcome outcome) {
    blocker.finished(task).ifPresent(queuer::add);
    task.settlement().settle(outcome);
  }

  /** A worker gave a task back: it is ready still, and next. */
  void notBegun(PendingTask task) {
    queuer.addFirst(task);
  }

  /** Waiting tasks that match, each under the name that control replies give it. */
  Map<String, TaskMessage> find(TaskFilter filter) {
    Map<String, TaskMessage> found = new LinkedHashMap<>();
    collect("blocked-", blocker.held(), filter, found);
    collect("queued-", queuer.waiting(), filter, found);
    collect("delayed-", delayer.waiting(), filter, found);
    return found;
  }

  /** Cancels the waiting tasks that match. */
  void cancel(TaskFilter filter) {
    // All are taken out before anything is released, so that a match is never released.
    List<PendingTask> held = blocker.remove(filter);
    List<PendingTask> ready = queuer.remove(filter);
    List<PendingTask> delayed = delayer.remove(filter);
    ready.forEach(task -> ended(task, Outcome.CANCELLED));
    held.forEach(task -> task.settlement().settle(Outcome.CANCELLED));
    delayed.forEach(task -> task.settlement().settle(Outcome.CANCELLED));
  }

  /** Gives up all that still waits, naming it. */
  void abandon() {
    List<PendingTask> left = new ArrayList<>();
    left.addAll(queuer.waiting());
    left.addAll(blocker.held());
    left.addAll(delayer.waiting());
    for (PendingTask task : left) {
      log.warn("Lost at shutdown, still waiting: {}", task);
      task.settlement().settle(Outcome.LOST);
    }
  }

  FlowCounts counts() {
    return new FlowCounts(discarded, queuer.size(), blocker.size(), delayer.size());
  }

  private void admit(PendingTask task) {
    switch (blocker.offer(task)) {
      case RUN -> queuer.add(task);
      case HELD -> log.debug("Held, a duplicate is running: {}", task);
      case DISCARDED -> {
        discarded++;
        log.info("Discarded, a duplicate is running or held: {}", task);
        task.settlement().settle(Outcome.DISCARDED);
      }
    }
  }

  private int waiting() {
    return queuer.size() + blocker.size() + delayer.size();
  }

  private static void collect(
      String prefix,
      Collection<PendingTask> tasks,
      TaskFilter filter,
      Map<String, TaskMessage> found) {
    int index = 0;
    for (PendingTask task : tasks) {
      if (filter.matches(task.message())) {
        found.put(prefix + index, task.message());
      }
      index++;
    }
  }
}
