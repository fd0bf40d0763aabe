package io.dispatcherd.child;

import io.dispatcherd.messages.TaskMessage;

/**
 * A run that the service has asked for.
 *
 * @param number the service's number for it
 * @param message the task message
 * @param cancellation the way to cancel it
 */
record AcceptedRun(long number, TaskMessage message, RunCancellation cancellation) {}
