/** Faults of networks, services and servers, by the hundred. */
@org.jspecify.annotations.NullMarked
package io.dispatcherd.rabbitmq.chaos;
