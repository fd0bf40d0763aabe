/**
 * The worker's own side: its main loop, running and cancelling one task, calling the application's
 * {@code TaskWorker}. Uses messages, tasks, workers, frames, and the value types Submission and
 * Reply of publish. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.child;

import org.jspecify.annotations.NullMarked;
