package io.dispatcherd.frames;

import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.messages.TaskResult;
import java.util.Optional;

/** Frames from a worker to its service. */
public sealed interface FromWorker extends Frame {
  /** The process is up, has its setup and runs its start-up. */
  record Starting() implements FromWorker {}

  /** Start-up is done: tasks may come. */
  record Ready() implements FromWorker {}

  /**
   * Start-up failed; the worker leaves.
   *
   * @param reason one line
   * @param trace the stack trace of what the application's code threw; empty if it threw nothing
   */
  record Unfit(String reason, String trace) implements FromWorker {}

  /**
   * A run has ended, its callbacks included.
   *
   * @param run the number of the run
   * @param result how it ended
   * @param stopping whether the worker takes no further task
   */
  record Finished(long run, TaskResult result, boolean stopping) implements FromWorker {
    /** Leaves out what the task returned: it may be confidential. */
    @Override
    public String toString() {
      return "Finished[run=%d, uuid=%s, status=%s, stopping=%b]"
          .formatted(run, result.uuid(), result.status(), stopping);
    }
  }

  /**
   * A run has not begun, and won't.
   *
   * @param run the number of the run
   */
  record GaveBack(long run) implements FromWorker {}

  /**
   * A task asks a control command of the service that it runs in.
   *
   * @param request number of the request, for the answer
   * @param command the command's name
   * @param data JSON text of its arguments
   */
  record Ask(long request, String command, String data) implements FromWorker {
    /** Leaves out the arguments: they may be confidential. */
    @Override
    public String toString() {
      return "Ask[request=%d, command=%s]".formatted(request, command);
    }
  }

  /**
   * A task submits follow-up work to the service that it runs in. The answer is {@code {"ack": …}}
   * or {@code {"error": …}}.
   *
   * @param request number of the request, for the answer
   * @param message JSON text of the task message
   * @param kept what its broker needs besides, if one keeps the task that submits
   */
  record Submit(long request, String message, Optional<KeptSubmission> kept) implements FromWorker {
    /** Work that runs in the same service. */
    public Submit(long request, String message) {
      this(request, message, Optional.empty());
    }

    /** Leaves out the message: its arguments may be confidential. */
    @Override
    public String toString() {
      return "Submit[request=" + request + "]";
    }
  }

  /**
   * A task asks the broker that keeps it about its steps. The answer has the fields of a {@link
   * io.dispatcherd.messages.StepRequest.Answer}, or is {@code {"error": …}}.
   *
   * @param request number of the request, for the answer
   * @param run the number of the run
   * @param what it asks
   */
  record AskStep(long request, long run, StepRequest what) implements FromWorker {}

  /**
   * How far a run is.
   *
   * @param run the number of the run
   * @param part from 0 to 1
   * @param text what it is at
   */
  record Progress(long run, double part, String text) implements FromWorker {
    /** Leaves out the text: it may be confidential. */
    @Override
    public String toString() {
      return "Progress[run=%d, part=%s]".formatted(run, part);
    }
  }

  /** The answer to a {@link ToWorker.Measure}, given also while a task runs. */
  record Measured(MemoryReport memory) implements FromWorker {}

  /**
   * The answer to a {@link ToWorker.ShowStack}, given also while a task runs.
   *
   * @param text a line for each call, the innermost first
   */
  record Stack(String text) implements FromWorker {}

  /** The answer to a {@link ToWorker.Ping}, given also while a task runs. */
  record Pong() implements FromWorker {}

  /**
   * The worker is leaving; nothing follows but, perhaps, a {@link Measured}, a {@link Stack} or a
   * {@link Pong}. A run that was sent to it and has not been reported has not begun. The line
   * should stay open until the process is gone, since its loss has the process end at once.
   */
  record Leaving() implements FromWorker {}
}
