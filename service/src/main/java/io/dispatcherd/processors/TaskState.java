package io.dispatcherd.processors;

import io.dispatcherd.messages.Outcome;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where a task is on its way through the service. {@link #canBecome} is the one table of
 * transitions, {@link PendingTask#become} makes them.
 */
public enum TaskState {
  /** Taken in, nothing decided yet. */
  ARRIVED,
  /** Waits for its delay to end. */
  DELAYED,
  /** Waits for a duplicate to end. */
  HELD,
  /** Waits only for a free worker. */
  READY,
  /** Waits on a busy worker, and can be had back. */
  PREFETCHED,
  /** Was called off while it waited on its worker, which may have begun with it. */
  WITHDRAWN,
  /** A worker runs it. */
  RUNNING,
  /** Its worker has been told to stop it. */
  STOPPING,
  /** Ended: it ran to its end. */
  DONE,
  /** Ended: it ran and threw, or a bug met it on arrival. */
  FAILED,
  /** Ended: it ran out of time. */
  TIMED_OUT,
  /** Ended: somebody cancelled it, or it said that it was. */
  CANCELLED,
  /** Ended: a duplicate was running or held. */
  DISCARDED,
  /** Ended: given back, as the service stops or has lost it, or put off by itself. */
  RELEASED,
  /** Ended: its worker died. */
  ABANDONED;

  /** Whether a task in this state may go over to that one. */
  public boolean canBecome(TaskState next) {
    return nextStates().contains(next);
  }

  /** Whether nothing follows. */
  public boolean isEnd() {
    return nextStates().isEmpty();
  }

  /** All that may follow. */
  Set<TaskState> nextStates() {
    return switch (this) {
      case ARRIVED -> EnumSet.of(DELAYED, HELD, READY, FAILED, DISCARDED);
      case DELAYED -> EnumSet.of(HELD, READY, CANCELLED, DISCARDED, RELEASED);
      case HELD -> EnumSet.of(READY, CANCELLED, RELEASED);
      case READY -> EnumSet.of(PREFETCHED, RUNNING, CANCELLED, RELEASED);
      case PREFETCHED -> EnumSet.of(READY, WITHDRAWN, RUNNING);
      case WITHDRAWN -> EnumSet.of(STOPPING, CANCELLED, RELEASED);
      case RUNNING -> EnumSet.of(READY, STOPPING, DONE, FAILED, CANCELLED, RELEASED, ABANDONED);
      case STOPPING -> EnumSet.of(DONE, TIMED_OUT, CANCELLED, RELEASED);
      case DONE, FAILED, TIMED_OUT, CANCELLED, DISCARDED, RELEASED, ABANDONED ->
          EnumSet.noneOf(TaskState.class);
    };
  }

  /**
   * The state of a task that has ended so.
   *
   * @throws IllegalArgumentException for {@link Outcome#REJECTED}: such a message becomes no task
   */
  public static TaskState of(Outcome outcome) {
    return switch (outcome) {
      case DONE -> DONE;
      case FAILED -> FAILED;
      case TIMED_OUT -> TIMED_OUT;
      case CANCELLED -> CANCELLED;
      case DISCARDED -> DISCARDED;
      case RELEASED -> RELEASED;
      case ABANDONED -> ABANDONED;
      case REJECTED -> throw new IllegalArgumentException("a rejected message becomes no task");
    };
  }
}
