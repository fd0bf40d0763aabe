package io.dispatcherd.processors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Tasks that wait only for a free worker, first in, first out. Owned by one thread.
 *
 * <p>It knows no workers: whoever has a free one takes the next task for it. Some may be lent, to
 * be at hand where they will probably be run: they still wait, until they are {@link #taken}, and
 * go back to their place if they are {@link #giveBack given back}.
 */
public final class Queuer {
  private final SequencedSet<PendingTask> queued = new LinkedHashSet<>();

  /** Before all that is queued: what was given back, by its place. */
  private final TreeMap<Long, PendingTask> returned = new TreeMap<>();

  /** To the places from which they were lent. */
  private final Map<PendingTask, Long> lent = new HashMap<>();

  /** The same of those that were taken after that: some are given back nevertheless. */
  private final Map<PendingTask, Long> placesOfTaken = new HashMap<>();

  private long lastPlace;
  private long front;

  /** Puts a task at the end. */
  public void add(PendingTask task) {
    queued.add(task);
  }

  /** Takes out the task that has waited longest, lent ones aside; empty if none waits. */
  public Optional<PendingTask> poll() {
    if (!returned.isEmpty()) {
      return Optional.of(returned.pollFirstEntry().getValue());
    }
    return queued.isEmpty() ? Optional.empty() : Optional.of(queued.removeFirst());
  }

  /** Lends the task that has waited longest; empty if none waits. */
  public Optional<PendingTask> lend() {
    if (!returned.isEmpty()) {
      Map.Entry<Long, PendingTask> first = returned.pollFirstEntry();
      lent.put(first.getValue(), first.getKey());
      return Optional.of(first.getValue());
    }
    Optional<PendingTask> next = poll();
    next.ifPresent(task -> lent.put(task, ++lastPlace));
    return next;
  }

  /** A task that was lent waits no longer; nothing for one that wasn't. */
  public void taken(PendingTask task) {
    Long place = lent.remove(task);
    if (place != null) {
      placesOfTaken.put(task, place);
    }
  }

  /** A task that was taken won't be given back any more. */
  public void ended(PendingTask task) {
    placesOfTaken.remove(task);
  }

  /** Puts a task back to where it was before it was lent; one that was not lent to the front. */
  public void giveBack(PendingTask task) {
    Long place = lent.remove(task);
    if (place == null) {
      place = placesOfTaken.remove(task);
    }
    returned.put(place == null ? --front : place, task);
  }

  /**
   * Takes out all that match, lent ones aside. For the rules on duplicates they counted as running,
   * so each must be reported to {@link Blocker#finished}.
   */
  public List<PendingTask> remove(Predicate<? super PendingTask> filter) {
    List<PendingTask> removed = new ArrayList<>();
    removeFrom(returned.values().iterator(), filter, removed);
    removeFrom(queued.iterator(), filter, removed);
    return removed;
  }

  /** Takes out all lent ones that match, as {@link #remove} does with the others. */
  public List<PendingTask> removeLent(Predicate<? super PendingTask> filter) {
    List<PendingTask> removed = lent().stream().filter(filter).toList();
    removed.forEach(lent::remove);
    return removed;
  }

  /** All that wait, lent ones included, in their order. */
  public List<PendingTask> waiting() {
    List<PendingTask> all = new ArrayList<>(size());
    TreeMap<Long, PendingTask> first = new TreeMap<>(returned);
    lent.forEach((task, place) -> first.put(place, task));
    all.addAll(first.values());
    all.addAll(queued);
    return all;
  }

  /** How many wait, lent ones included. */
  public int size() {
    return lent.size() + ready();
  }

  /** How many wait and aren't lent. */
  public int ready() {
    return returned.size() + queued.size();
  }

  private List<PendingTask> lent() {
    return lent.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void removeFrom(
      Iterator<PendingTask> tasks,
      Predicate<? super PendingTask> filter,
      List<PendingTask> removed) {
    while (tasks.hasNext()) {
      PendingTask task = tasks.next();
      if (filter.test(task)) {
        tasks.remove();
        removed.add(task);
      }
    }
  }
}
