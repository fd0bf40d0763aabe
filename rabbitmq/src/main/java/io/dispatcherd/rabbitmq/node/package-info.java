/**
 * A service's side of the queues: what it takes, and how it tells the ends. Uses the topology and
 * connections. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.rabbitmq.node;

import org.jspecify.annotations.NullMarked;
