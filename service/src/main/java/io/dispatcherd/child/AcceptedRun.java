package io.dispatcherd.child;

import io.dispatcherd.frames.KeptRun;
import io.dispatcherd.messages.TaskMessage;
import java.util.Optional;

/**
 * A run that the service has asked for.
 *
 * @param number the service's number for it
 * @param message the task message
 * @param kept what a broker that keeps the task says of it; empty if none does
 * @param cancellation the way to cancel it
 */
record AcceptedRun(
    long number, TaskMessage message, Optional<KeptRun> kept, RunCancellation cancellation) {
  /** Of a task that no broker keeps. */
  AcceptedRun(long number, TaskMessage message, RunCancellation cancellation) {
    this(number, message, Optional.empty(), cancellation);
  }
}
