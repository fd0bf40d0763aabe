/**
 * The worker's own side: its main loop, the application's {@code TaskWorker}, running and
 * cancelling one task. Uses messages, tasks, frames, and the value types Submission and Reply of
 * publish.
 */
@NullMarked
package io.dispatcherd.workers;

import org.jspecify.annotations.NullMarked;
