/**
 * Connections to RabbitMQ: how they are opened, and messages that are sent over them and confirmed.
 * Uses the contract of brokers. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.rabbitmq.connection;

import org.jspecify.annotations.NullMarked;
