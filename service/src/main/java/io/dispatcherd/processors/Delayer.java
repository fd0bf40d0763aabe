package io.dispatcherd.processors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Holds back what has a delay until its time has come. Owned by one thread.
 *
 * @param <T> what is held back
 */
public final class Delayer<T> {
  private final TreeMap<Place, T> waiting = new TreeMap<>(Place.ORDER);
  private long added;

  /** Where something waits; what came earlier goes first among equal deadlines. */
  private record Place(Instant deadline, long arrival) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::deadline).thenComparingLong(Place::arrival);
  }

  /** Holds something back until the deadline. */
  public void add(T item, Instant deadline) {
    waiting.put(new Place(deadline, added++), item);
  }

  /** When the next one is due; empty if none waits. */
  public Optional<Instant> nextDeadline() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.firstKey().deadline());
  }

  /** Takes out all whose deadline is not after {@code now}, in the order of their deadlines. */
  public List<T> due(Instant now) {
    List<T> due = new ArrayList<>();
    while (!waiting.isEmpty() && !waiting.firstKey().deadline().isAfter(now)) {
      due.add(waiting.pollFirstEntry().getValue());
    }
    return due;
  }

  /** Takes out all that match; they never become due. */
  public List<T> remove(Predicate<? super T> filter) {
    List<T> removed = new ArrayList<>();
    Iterator<T> items = waiting.values().iterator();
    while (items.hasNext()) {
      T item = items.next();
      if (filter.test(item)) {
        items.remove();
        removed.add(item);
      }
    }
    return removed;
  }

  /** All that wait, the next one due first. */
  public List<T> waiting() {
    return List.copyOf(waiting.values());
  }

  /** How many wait. */
  public int size() {
    return waiting.size();
  }
}
