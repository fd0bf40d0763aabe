package io.dispatcherd.processors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Applies the {@link DuplicateRule rules on duplicates}: decides once, on a task's arrival, whether
 * it may run, and releases those it held back. Owned by one thread; takes constant time for each
 * task.
 *
 * <p><em>Running</em> means here: let through, and not yet reported as finished. That is true of
 * tasks on a worker and of tasks that wait only for a free one.
 *
 * <p>Among duplicates, some can be held only while at least one runs: what ends the last running
 * one lets the first held one through in the same step.
 */
public final class Blocker {
  /** What becomes of a task on its arrival. */
  public enum Decision {
    /** It may run, and counts as running from now on. */
    RUN,
    /** It waits here until {@link #finished} returns it. */
    HELD,
    /** It is dropped. */
    DISCARDED
  }

  /** All tasks that are equal, running or held. */
  private static final class Duplicates {
    int running;
    final SequencedSet<PendingTask> held = new LinkedHashSet<>();
  }

  private final Map<DuplicateKey, Duplicates> duplicates = new HashMap<>();
  private final Map<PendingTask, DuplicateKey> running = new HashMap<>();

  /** In the order of arrival. */
  private final Map<PendingTask, DuplicateKey> held = new LinkedHashMap<>();

  /** Decides about a task that has arrived, or whose delay has ended. */
  public Decision offer(PendingTask task) {
    DuplicateKey key = DuplicateKey.of(task.message());
    Duplicates equal = duplicates.get(key);
    Decision decision = decide(DuplicateRule.of(task.message()), equal);
    switch (decision) {
      case RUN -> run(task, key);
      case HELD -> {
        held.put(task, key);
        equalTo(key).held.add(task);
      }
      case DISCARDED -> {}
    }
    return decision;
  }

  /**
   * Reports that a task runs no longer: it ended, was lost with its worker, or was cancelled while
   * it waited for one.
   *
   * @return the held task that may run now, and counts as running; empty if there is none, or the
   *     task wasn't running
   */
  public Optional<PendingTask> finished(PendingTask task) {
    DuplicateKey key = running.remove(task);
    if (key == null) {
      return Optional.empty();
    }
    Duplicates equal = equalTo(key);
    equal.running--;
    if (equal.running > 0) {
      return Optional.empty();
    }
    if (equal.held.isEmpty()) {
      duplicates.remove(key);
      return Optional.empty();
    }
    PendingTask next = equal.held.removeFirst();
    held.remove(next);
    run(next, key);
    return Optional.of(next);
  }

  /** Takes out all held tasks that match; none of them will be released. */
  public List<PendingTask> remove(Predicate<? super PendingTask> filter) {
    List<PendingTask> removed = new ArrayList<>();
    held.entrySet()
        .removeIf(
            entry -> {
              boolean matches = filter.test(entry.getKey());
              if (matches) {
                equalTo(entry.getValue()).held.remove(entry.getKey());
                removed.add(entry.getKey());
              }
              return matches;
            });
    return removed;
  }

  /** All held tasks, in the order of their arrival. */
  public List<PendingTask> held() {
    return List.copyOf(held.keySet());
  }

  /** How many tasks are held. */
  public int size() {
    return held.size();
  }

  private static Decision decide(DuplicateRule rule, @Nullable Duplicates equal) {
    if (equal == null) {
      return Decision.RUN;
    }
    return switch (rule) {
      case PARALLEL -> Decision.RUN;
      case DISCARD -> Decision.DISCARDED;
      case SERIAL -> Decision.HELD;
      case QUEUE_ONE -> equal.held.isEmpty() ? Decision.HELD : Decision.DISCARDED;
    };
  }

  private void run(PendingTask task, DuplicateKey key) {
    running.put(task, key);
    equalTo(key).running++;
  }

  private Duplicates equalTo(DuplicateKey key) {
    return duplicates.computeIfAbsent(key, absent -> new Duplicates());
  }
}
