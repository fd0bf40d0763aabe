package io.dispatcherd.processors;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * What waits for one and the same thing, in an order. Each has a number, by which replies name it
 * for as long as it waits here: in the order of arrival, from 0 whenever nothing had waited.
 *
 * @param <T> what waits, each compared by identity
 */
public interface WaitingLine<T> {
  /** All that wait, a copy in their order. */
  Collection<T> waiting();

  /** How many wait. */
  int size();

  /** Whether this one waits here. Takes constant time, as all about a single one does. */
  boolean holds(T one);

  /** The number of one that waits here. */
  long numberOf(T one);

  /** Takes out one that waits here. */
  void remove(T one);

  /** Takes out all that match, in their order. */
  default List<T> removeAll(Predicate<? super T> filter) {
    List<T> matching = waiting().stream().filter(filter).toList();
    matching.forEach(this::remove);
    return matching;
  }
}
