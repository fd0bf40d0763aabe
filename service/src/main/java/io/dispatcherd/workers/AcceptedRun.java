package io.dispatcherd.workers;

/**
 * A run that the service has asked for.
 *
 * @param number the service's number for it
 * @param message JSON text of the task message
 * @param cancellation the way to cancel it
 */
record AcceptedRun(long number, String message, RunCancellation cancellation) {}
