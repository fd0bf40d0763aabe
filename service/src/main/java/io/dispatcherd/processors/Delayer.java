package io.dispatcherd.processors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds back what has a delay until its time has come. Owned by one thread. What waits here is told
 * apart by identity.
 *
 * @param <T> what is held back
 */
public final class Delayer<T> implements WaitingLine<T> {
  private final TreeMap<Place, T> waiting = new TreeMap<>(Place.ORDER);
  private final IdentityHashMap<T, Place> places = new IdentityHashMap<>();
  private long nextArrival;

  /** Where something waits; what came earlier goes first among equal deadlines. */
  private record Place(Instant deadline, long arrival) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::deadline).thenComparingLong(Place::arrival);
  }

  /** Holds something back until the deadline. */
  public void add(T item, Instant deadline) {
    if (waiting.isEmpty()) {
      nextArrival = 0;
    }
    Place place = new Place(deadline, nextArrival++);
    waiting.put(place, item);
    places.put(item, place);
  }

  /** When the next one is due; empty if none waits. */
  public Optional<Instant> nextDeadline() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.firstKey().deadline());
  }

  /** Takes out all whose deadline is not after {@code now}, in the order of their deadlines. */
  public List<T> due(Instant now) {
    List<T> due = new ArrayList<>();
    while (!waiting.isEmpty() && !waiting.firstKey().deadline().isAfter(now)) {
      T item = waiting.pollFirstEntry().getValue();
      places.remove(item);
      due.add(item);
    }
    return due;
  }

  /** All that wait, the next one due first. */
  @Override
  public List<T> waiting() {
    return List.copyOf(waiting.values());
  }

  /** How many wait. */
  @Override
  public int size() {
    return waiting.size();
  }

  @Override
  public boolean holds(T item) {
    return places.containsKey(item);
  }

  @Override
  public long numberOf(T item) {
    return Objects.requireNonNull(places.get(item)).arrival();
  }

  /** Takes out one that waits; it never becomes due. */
  @Override
  public void remove(T item) {
    Place place = places.remove(item);
    if (place != null) {
      waiting.remove(place);
    }
  }
}
