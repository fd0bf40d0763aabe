/**
 * A service's side of the queue: its lease, what it takes, and how it tells the ends. Uses the
 * store, the contract of brokers and connections. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.queue.node;

import org.jspecify.annotations.NullMarked;
