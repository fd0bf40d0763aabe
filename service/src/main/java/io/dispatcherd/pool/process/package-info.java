/**
 * Workers as processes: the command that starts one, its socket, its end. Uses pool.worker, frames
 * and logging. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.pool.process;

import org.jspecify.annotations.NullMarked;
