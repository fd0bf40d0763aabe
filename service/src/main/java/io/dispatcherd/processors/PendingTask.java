package io.dispatcherd.processors;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way through the service, from its arrival to its end: the message, and where to
 * report the outcome. Compared by identity: two arrivals are two tasks, even with one uuid.
 */
public final class PendingTask {
  private final TaskMessage message;
  private final Acknowledgeable delivery;
  private final Handling handling;
  private final Instant dueAt;
  private TaskState state = TaskState.ARRIVED;

  /** Owned by the {@link Blocker}: the tasks that are equal, while this one is held or runs. */
  Blocker.@Nullable Duplicates duplicates;

  /** Owned by the {@link Queuer}, with the three that follow: its place, from 1; 0 for none yet. */
  long place;

  /** Those beside it in the queue. */
  @Nullable PendingTask before;

  @Nullable PendingTask after;

  /** A task that has just arrived; its message has a uuid. */
  public PendingTask(TaskMessage message, Acknowledgeable delivery, Instant now) {
    this(message, delivery, Handling.OURS, now);
  }

  /** The same, for one of which its broker sees to a part. */
  public PendingTask(
      TaskMessage message, Acknowledgeable delivery, Handling handling, Instant now) {
    this.message = message;
    this.delivery = delivery;
    this.handling = handling;
    dueAt = handling.delays() ? now : message.delay().map(now::plus).orElse(now);
  }

  /** What is to be run. */
  public TaskMessage message() {
    return message;
  }

  /** When its delay ends; without one, when it arrived. */
  public Instant dueAt() {
    return dueAt;
  }

  /** Where to report what became of it. */
  public Acknowledgeable delivery() {
    return delivery;
  }

  /** What its broker sees to. */
  public Handling handling() {
    return handling;
  }

  /** Where it is on its way. */
  public TaskState state() {
    return state;
  }

  /**
   * Goes over to the next state.
   *
   * @throws IllegalStateException if the table of {@link TaskState} doesn't have that
   */
  public void become(TaskState next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException("A task that is " + state + " can't become " + next);
    }
    state = next;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return message.toString();
  }
}
