/**
 * The event loop: everything that happens to a service is an event, handled by one thread at a
 * time. Uses service.control, producers, pool.worker and frames. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.service.loop;

import org.jspecify.annotations.NullMarked;
