/**
 * The exchanges and queues of a broker: their names and arguments, and how they are declared or
 * checked. Uses connections. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.rabbitmq.topology;

import org.jspecify.annotations.NullMarked;
