/**
 * How tasks ended, sent to whoever submitted them and waits. Uses connections and the topology.
 * Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.rabbitmq.results;

import org.jspecify.annotations.NullMarked;
