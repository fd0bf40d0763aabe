package io.dispatcherd.frames;

import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Frames from the service to a worker. */
public sealed interface ToWorker extends Frame {
  /** The first frame: who the worker is and what it can run. */
  record Configure(WorkerSetup setup) implements ToWorker {}

  /**
   * Run a task.
   *
   * @param run number of this run, never used twice for one worker
   * @param message the task message
   * @param kept what a broker that keeps the task says of it; empty if none does
   */
  record Run(long run, TaskMessage message, Optional<KeptRun> kept) implements ToWorker {
    /** A run of a task that no broker keeps. */
    public Run(long run, TaskMessage message) {
      this(run, message, Optional.empty());
    }

    /** Leaves out the message: its arguments may be confidential. */
    @Override
    public String toString() {
      return "Run[run=" + run + "]";
    }
  }

  /**
   * Stop a run, or give it back if it waits behind another one. Harmless if that run has ended: it
   * never reaches another one.
   *
   * @param run the run to stop
   * @param timedOut whether its time was up, rather than somebody having cancelled it
   */
  record Cancel(long run, boolean timedOut) implements ToWorker {}

  /**
   * Give back, each with a {@link FromWorker.GaveBack}, all runs that haven't begun: another worker
   * may run them sooner.
   */
  record Recall() implements ToWorker {}

  /**
   * The kept tasks that the worker has are the service's for this long. If nothing renews that, the
   * worker ends itself before it is over, should it still run one.
   *
   * @param left from the moment that this was sent
   * @param until the same by the machine's clock, for a frame that is read late
   */
  record Lease(Duration left, Instant until) implements ToWorker {}

  /** Finish the current task, take no other, leave. */
  record Stop() implements ToWorker {}

  /**
   * The answer to a {@link FromWorker.Ask} or {@link FromWorker.Submit}.
   *
   * @param request the number of the request
   * @param reply JSON text of the reply
   */
  record Answer(long request, String reply) implements ToWorker {
    /** Leaves out the reply: it may hold the arguments of other tasks. */
    @Override
    public String toString() {
      return "Answer[request=" + request + "]";
    }
  }

  /**
   * Log this much from now on.
   *
   * @param level its name on the wire, as DEBUG
   */
  record SetLogLevel(String level) implements ToWorker {}

  /** Say at once, with a {@link FromWorker.Measured}, how much memory the process uses. */
  record Measure() implements ToWorker {}

  /** Say at once, with a {@link FromWorker.Stack}, what the thread that runs tasks is at. */
  record ShowStack() implements ToWorker {}

  /** Say at once, with a {@link FromWorker.Pong}, that the process is not stopped and not stuck. */
  record Ping() implements ToWorker {}
}
