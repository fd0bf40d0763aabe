package io.dispatcherd.rabbitmq.node;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message as it came from a queue of tasks.
 *
 * @param queue as tasks name it
 * @param consumer by which it came
 * @param tag its number on the channel
 * @param properties what came with it
 * @param body its bytes, which nobody changes
 */
@SuppressWarnings("ArrayRecordComponent") // It is compared with nothing.
record Parcel(
    String queue, QueueConsumer consumer, long tag, BasicProperties properties, byte[] body) {
  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Which attempt it is: those that ended are in the header, those that were lost the server's. */
  int attempt() {
    int told = Headers.integer(properties, Headers.ATTEMPT).orElse(1);
    return Math.max(1, told) + Headers.lost(properties);
  }

  Optional<Instant> submittedAt() {
    OptionalLong own = Headers.number(properties, Headers.SUBMITTED);
    return own.isPresent()
        ? Optional.of(Instant.ofEpochMilli(own.getAsLong()))
        : Optional.ofNullable(properties.getTimestamp()).map(date -> date.toInstant());
  }

  /** Whether it was sent by one of our brokers, which check what they send. */
  boolean isOurs() {
    return Headers.number(properties, Headers.SUBMITTED).isPresent();
  }

  /** How long it is to be delayed once more: it was sent off for longer than one trip takes. */
  Duration rest() {
    return Duration.ofMillis(Math.max(0, Headers.number(properties, Headers.REST).orElse(0)));
  }

  /** The queue and the size only: the body may be confidential. */
  @Override
  public String toString() {
    return "%d bytes from %s".formatted(body.length, queue);
  }
}
