/**
 * Jobs and queues as users see and steer them. Uses the store, connections to it, and the client's
 * types for jobs. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.queue.jobs;

import org.jspecify.annotations.NullMarked;
