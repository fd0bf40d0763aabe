/**
 * Dead letters as users see and steer them, and the numbers of queues. Uses connections, topology
 * and what a node writes into messages. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.rabbitmq.dead;

import org.jspecify.annotations.NullMarked;
