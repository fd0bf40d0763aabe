/**
 * The broker {@code rabbitmq}: tasks that RabbitMQ keeps in quorum queues until they are done, at
 * least once, over any number of services.
 */
@NullMarked
package io.dispatcherd.rabbitmq;

import org.jspecify.annotations.NullMarked;
