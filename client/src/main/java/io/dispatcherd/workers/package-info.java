/**
 * What an application may extend to act around its tasks: {@link
 * io.dispatcherd.workers.TaskWorker}. Uses messages.
 */
@NullMarked
package io.dispatcherd.workers;

import org.jspecify.annotations.NullMarked;
