package io.dispatcherd.processors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait only for a free worker, first in, first out. Owned by one thread; takes constant
 * time for each task.
 *
 * <p>It knows no workers: the pool takes the next task when one is free. Tasks that a worker has
 * prefetched are reserved: they still wait until they are {@link #taken}. A task that is {@link
 * #giveBack given back} returns to its old place, even after it was taken.
 */
public final class Queuer implements WaitingLine<PendingTask> {
  // A list of tasks that know their neighbours: a burst is long, and every task passes here.
  private @Nullable PendingTask first;
  private @Nullable PendingTask last;

  /** All tasks before this one are reserved. */
  private @Nullable PendingTask next;

  private int size;
  private int reserved;
  private long lastPlace;

  /** The place whose number is 0. */
  private long zero = 1;

  /** Puts a task at the end. */
  public void add(PendingTask task) {
    task.become(TaskState.READY);
    task.place = ++lastPlace;
    insertAfter(last, task);
  }

  /** Takes out the task that has waited longest, reserved ones aside; empty if none waits. */
  public Optional<PendingTask> poll() {
    PendingTask task = nextAtHand();
    if (task != null) {
      unlink(task);
    }
    return Optional.ofNullable(task);
  }

  /** Reserves the task that has waited longest; empty if none waits. */
  public Optional<PendingTask> reserve() {
    PendingTask task = nextAtHand();
    if (task != null) {
      task.become(TaskState.PREFETCHED);
      reserved++;
    }
    return Optional.ofNullable(task);
  }

  /** A task that was reserved waits no longer; nothing for one that isn't. */
  public void taken(PendingTask task) {
    if (holds(task)) {
      reserved--;
      unlink(task);
    }
  }

  /** Whether a task that waits is reserved. */
  public boolean isReserved(PendingTask task) {
    return task.state() == TaskState.PREFETCHED;
  }

  /** Has a task wait again, where it did before it was reserved or taken. */
  public void giveBack(PendingTask task) {
    task.become(TaskState.READY);
    if (holds(task)) {
      reserved--;
      beAtHand(task);
    } else {
      insertAtItsPlace(task);
    }
  }

  @Override
  public List<PendingTask> waiting() {
    List<PendingTask> all = new ArrayList<>(size);
    for (PendingTask each = first; each != null; each = each.after) {
      all.add(each);
    }
    return all;
  }

  @Override
  public boolean holds(PendingTask task) {
    return task.before != null || task.equals(first);
  }

  @Override
  public long numberOf(PendingTask task) {
    return task.place - zero;
  }

  /** Takes out a task. A reserved one is withdrawn, and its worker has to be told. */
  @Override
  public void remove(PendingTask task) {
    if (isReserved(task)) {
      task.become(TaskState.WITHDRAWN);
      reserved--;
    }
    unlink(task);
  }

  private void unlink(PendingTask task) {
    if (task.equals(next)) {
      next = task.after;
    }
    if (task.before == null) {
      first = task.after;
    } else {
      task.before.after = task.after;
    }
    if (task.after == null) {
      last = task.before;
    } else {
      task.after.before = task.before;
    }
    task.before = null;
    task.after = null;
    size--;
  }

  /** How many wait, reserved ones included. */
  @Override
  public int size() {
    return size;
  }

  /** How many wait and aren't reserved. */
  public int ready() {
    return size - reserved;
  }

  private @Nullable PendingTask nextAtHand() {
    while (next != null && isReserved(next)) {
      next = next.after;
    }
    return next;
  }

  private void beAtHand(PendingTask task) {
    if (next == null || task.place < next.place) {
      next = task;
    }
  }

  /** From the front, where it is mostly near. */
  private void insertAtItsPlace(PendingTask task) {
    PendingTask before = null;
    for (PendingTask each = first; each != null && each.place < task.place; each = each.after) {
      before = each;
    }
    insertAfter(before, task);
  }

  private void insertAfter(@Nullable PendingTask before, PendingTask task) {
    PendingTask after = before == null ? first : before.after;
    task.before = before;
    task.after = after;
    if (before == null) {
      first = task;
    } else {
      before.after = task;
    }
    if (after == null) {
      last = task;
    } else {
      after.before = task;
    }
    zero = size == 0 ? task.place : Math.min(zero, task.place);
    size++;
    beAtHand(task);
  }
}
