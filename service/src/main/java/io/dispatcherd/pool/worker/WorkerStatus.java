package io.dispatcherd.pool.worker;

/** A worker's state behind one gate, which refuses transitions that aren't in the table. */
final class WorkerStatus {
  private WorkerState state = WorkerState.INITIALIZED;

  WorkerState state() {
    return state;
  }

  /** Goes over to the next state. */
  void become(WorkerState next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException("A worker that is " + state + " can't become " + next);
    }
    state = next;
  }
}
