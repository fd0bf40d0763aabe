/**
 * One worker as its service knows it: state, current task, prefetched tasks, heartbeat; and what
 * starts, reaches and ends it. Uses processors, frames and config. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.pool.worker;

import org.jspecify.annotations.NullMarked;
