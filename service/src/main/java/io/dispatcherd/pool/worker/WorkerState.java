package io.dispatcherd.pool.worker;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a worker is in its life. {@link #canBecome} is the one table of transitions. */
public enum WorkerState {
  /** Known, no process yet. */
  INITIALIZED,
  /** The process has been started. */
  SPAWNED,
  /** The process runs its start-up. */
  STARTING,
  /** Start-up is done; gets tasks, one at a time. */
  READY,
  /** Told to stop; finishes its task and gets no other. */
  STOPPING,
  /** Said that it is leaving; the process is not yet gone. */
  EXITED,
  /** Gone normally; kept for the statistics. */
  RETIRED,
  /** Died or had to be killed; kept for the statistics. */
  ERROR;

  /** Whether the worker has, or will soon have, room for a task. */
  public boolean countsForCapacity() {
    return this == INITIALIZED || this == SPAWNED || this == STARTING || this == READY;
  }

  /** Whether the worker may be handed a task. */
  public boolean takesTasks() {
    return this == READY;
  }

  /** Whether the worker hasn't been ready yet. */
  public boolean isStartingUp() {
    return this == INITIALIZED || this == SPAWNED || this == STARTING;
  }

  /** Whether nothing of the worker is left but its record. */
  public boolean isGone() {
    return this == RETIRED || this == ERROR;
  }

  /** Whether a worker in this state may go over to that one. */
  public boolean canBecome(WorkerState next) {
    return nextStates().contains(next);
  }

  private Set<WorkerState> nextStates() {
    return switch (this) {
      case INITIALIZED -> EnumSet.of(SPAWNED, STOPPING, ERROR);
      case SPAWNED -> EnumSet.of(STARTING, STOPPING, EXITED, ERROR);
      case STARTING -> EnumSet.of(READY, STOPPING, EXITED, ERROR);
      case READY -> EnumSet.of(STOPPING, EXITED, ERROR);
      case STOPPING -> EnumSet.of(EXITED, RETIRED, ERROR);
      case EXITED -> EnumSet.of(RETIRED, ERROR);
      case RETIRED, ERROR -> EnumSet.noneOf(WorkerState.class);
    };
  }

  /** The name that control replies use. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
