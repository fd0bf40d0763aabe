package io.dispatcherd.processors;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;

/** Blocker and Queuer wired as in the service, with workers that are just places. */
final class SimulatedService {
  final Blocker blocker = new Blocker();
  final Queuer queuer = new Queuer();
  final SequencedSet<PendingTask> onWorkers = new LinkedHashSet<>();

  /** Every task that a worker got, in that order. */
  final List<PendingTask> started = new ArrayList<>();

  int discarded;
  private final int workers;

  SimulatedService(int workers) {
    this.workers = workers;
  }

  PendingTask submit(TaskMessage message) {
    PendingTask task = new PendingTask(message, Acknowledgeable.NONE, Instant.EPOCH);
    switch (blocker.offer(task)) {
      case RUN -> queuer.add(task);
      case HELD -> {}
      case DISCARDED -> discarded++;
    }
    dispatch();
    return task;
  }

  void finish(PendingTask task) {
    onWorkers.remove(task);
    blocker.finished(task).ifPresent(queuer::add);
    dispatch();
  }

  List<PendingTask> cancelWaiting(Predicate<PendingTask> filter) {
    List<PendingTask> cancelled = new ArrayList<>(blocker.removeAll(filter));
    for (PendingTask task : queuer.removeAll(filter)) {
      cancelled.add(task);
      blocker.finished(task).ifPresent(queuer::add);
    }
    dispatch();
    return cancelled;
  }

  private void dispatch() {
    while (onWorkers.size() < workers && queuer.size() > 0) {
      PendingTask task = queuer.poll().orElseThrow();
      onWorkers.add(task);
      started.add(task);
    }
  }
}
