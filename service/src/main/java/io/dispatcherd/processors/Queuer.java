package io.dispatcherd.processors;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;

/**
 * Tasks that wait only for a free worker, first in, first out. Owned by one thread.
 *
 * <p>It knows no workers: whoever has a free one takes the next task for it.
 */
public final class Queuer {
  private final SequencedSet<PendingTask> queued = new LinkedHashSet<>();

  /** Puts a task at the end. */
  public void add(PendingTask task) {
    queued.add(task);
  }

  /** Puts a task at the front: it has waited before. */
  public void addFirst(PendingTask task) {
    queued.addFirst(task);
  }

  /** Takes out the task that has waited longest; empty if none waits. */
  public Optional<PendingTask> poll() {
    return queued.isEmpty() ? Optional.empty() : Optional.of(queued.removeFirst());
  }

  /**
   * Takes out all that match. For the rules on duplicates they counted as running, so each must be
   * reported to {@link Blocker#finished}.
   */
  public List<PendingTask> remove(Predicate<? super PendingTask> filter) {
    List<PendingTask> removed = queued.stream().filter(filter).toList();
    removed.forEach(queued::remove);
    return removed;
  }

  /** All that wait, in their order. */
  public List<PendingTask> waiting() {
    return List.copyOf(queued);
  }

  /** How many wait. */
  public int size() {
    return queued.size();
  }
}
