package io.dispatcherd.rabbitmq.connection;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A message as RabbitMQ takes it.
 *
 * @param exchange where it goes; empty for the default exchange
 * @param routingKey where it goes from there
 * @param isMandatory whether it has to reach a queue
 * @param properties what goes with it
 * @param body its bytes, which nobody changes
 */
@SuppressWarnings("ArrayRecordComponent") // It is sent once, and compared with nothing.
public record Letter(
    String exchange,
    String routingKey,
    boolean isMandatory,
    BasicProperties properties,
    byte[] body) {
  /** Where it goes and the size only: the body may be confidential. */
  @Override
  public String toString() {
    return "%d bytes to %s/%s".formatted(body.length, exchange, routingKey);
  }
}
