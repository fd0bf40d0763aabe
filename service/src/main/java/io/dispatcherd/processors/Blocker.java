package io.dispatcherd.processors;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
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
public final class Blocker implements WaitingLine<PendingTask> {
  /** What becomes of a task on its arrival. */
  public enum Decision {
    /** It may run, and counts as running from now on. */
    RUN,
    /** It waits here until {@link #finished} returns it. */
    HELD,
    /** It is dropped. */
    DISCARDED
  }

  /** All tasks that are equal, running or held. Every one of them knows it. */
  static final class Duplicates {
    private final DuplicateKey key;
    private int running;

    /** Most tasks hold nobody back. */
    private @Nullable SequencedSet<PendingTask> held;

    private Duplicates(DuplicateKey key) {
      this.key = key;
    }

    private boolean isAnyHeld() {
      return held != null && !held.isEmpty();
    }

    private void hold(PendingTask task) {
      if (held == null) {
        held = new LinkedHashSet<>();
      }
      held.add(task);
    }

    private @Nullable PendingTask releaseFirst() {
      return held == null || held.isEmpty() ? null : held.removeFirst();
    }

    private void release(PendingTask task) {
      if (held != null) {
        held.remove(task);
      }
    }
  }

  private final Map<DuplicateKey, Duplicates> duplicates = new HashMap<>();

  /** To their numbers, in the order of arrival. */
  private final Map<PendingTask, Long> held = new LinkedHashMap<>();

  private long nextNumber;

  /** Decides about a task that has arrived, or whose delay has ended. */
  public Decision offer(PendingTask task) {
    DuplicateKey key = DuplicateKey.of(task.message());
    Duplicates equal = duplicates.get(key);
    Decision decision = decide(DuplicateRule.of(task.message()), equal);
    if (decision == Decision.DISCARDED) {
      return decision;
    }
    if (equal == null) {
      equal = new Duplicates(key);
      duplicates.put(key, equal);
    }
    task.duplicates = equal;
    if (decision == Decision.RUN) {
      equal.running++;
    } else {
      task.become(TaskState.HELD);
      equal.hold(task);
      nextNumber = held.isEmpty() ? 0 : nextNumber + 1;
      held.put(task, nextNumber);
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
    Duplicates equal = task.duplicates;
    if (equal == null || holds(task)) {
      return Optional.empty();
    }
    task.duplicates = null;
    equal.running--;
    if (equal.running > 0) {
      return Optional.empty();
    }
    PendingTask next = equal.releaseFirst();
    if (next == null) {
      duplicates.remove(equal.key);
      return Optional.empty();
    }
    held.remove(next);
    equal.running++;
    return Optional.of(next);
  }

  /** All held tasks, in the order of their arrival. */
  @Override
  public List<PendingTask> waiting() {
    return List.copyOf(held.keySet());
  }

  /** Whether a task is held. */
  @Override
  public boolean holds(PendingTask task) {
    return held.containsKey(task);
  }

  @Override
  public long numberOf(PendingTask task) {
    return Objects.requireNonNull(held.get(task));
  }

  /** Takes out a held task; it will not be released. */
  @Override
  public void remove(PendingTask task) {
    held.remove(task);
    Objects.requireNonNull(task.duplicates).release(task);
    task.duplicates = null;
  }

  /** How many tasks are held. */
  @Override
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
      case QUEUE_ONE -> equal.isAnyHeld() ? Decision.DISCARDED : Decision.HELD;
    };
  }
}
