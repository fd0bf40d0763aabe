package io.dispatcherd.pool.worker;

/** Why a run was told to stop. */
public enum StopReason {
  /** Somebody cancelled its task. */
  CANCELLED(RunEnd.CANCELLED),
  /** Its time was up. */
  TIMED_OUT(RunEnd.TIMED_OUT),
  /** The service stops, or the task isn't the service's any more. */
  INTERRUPTED(RunEnd.INTERRUPTED);

  private final RunEnd end;

  StopReason(RunEnd end) {
    this.end = end;
  }

  /** How the run ends, unless it does otherwise. */
  public RunEnd end() {
    return end;
  }
}
