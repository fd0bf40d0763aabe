package io.dispatcherd.rabbitmq.node;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.dispatcherd.rabbitmq.connection.Letter;
import io.dispatcherd.rabbitmq.topology.Delays;
import io.dispatcherd.rabbitmq.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the letters that carry tasks, and has the queues made that they need. Thread-safe. */
public final class Letters {
  private static final String JSON = "application/json";
  private static final int PERSISTENT = 2;

  private final Topology topology;

  /** Has queues made in this topology. */
  public Letters(Topology topology) {
    this.topology = topology;
  }

  Topology topology() {
    return topology;
  }

  /**
   * A task that is submitted.
   *
   * @param uuid its identity
   * @param priority from 0 to 9, of which those from 5 on are urgent
   * @param delay zero for none
   * @param replyTo where it is to be said how it ended; null if nobody wants to know
   */
  public Letter submitted(
      String queue,
      String uuid,
      int priority,
      Duration delay,
      @Nullable String replyTo,
      byte[] body) {
    topology.ensureQueue(queue);
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType(JSON)
            .deliveryMode(PERSISTENT)
            .messageId(uuid)
            .priority(priority)
            .replyTo(replyTo)
            .correlationId(replyTo == null ? null : uuid)
            .build();
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(Headers.SUBMITTED, System.currentTimeMillis());
    return sent(queue, delay, properties, headers, body);
  }

  /**
   * A message that was received, and is to come again.
   *
   * @param attempt its number then
   * @param delay zero for none
   */
  Letter again(Parcel parcel, int attempt, Duration delay) {
    Map<String, Object> headers = Headers.kept(parcel.properties());
    headers.put(Headers.ATTEMPT, attempt);
    headers.remove(Headers.REST);
    // It also says that the message has been looked at, and has waited for its own delay.
    headers.put(Headers.SUBMITTED, parcel.submittedAt().orElseGet(Instant::now).toEpochMilli());
    return sent(parcel.queue(), delay, parcel.properties(), headers, parcel.body());
  }

  /** A message that was received, and never comes again by itself. */
  Letter dead(Parcel parcel, int attempts, String error, String node) {
    topology.ensureDead();
    Map<String, Object> headers = Headers.kept(parcel.properties());
    headers.put(Headers.ATTEMPT, attempts);
    headers.put(Headers.QUEUE, parcel.queue());
    headers.put(Headers.ERROR, error);
    headers.put(Headers.NODE, node);
    headers.put(Headers.ENDED, System.currentTimeMillis());
    parcel.submittedAt().ifPresent(at -> headers.put(Headers.SUBMITTED, at.toEpochMilli()));
    return letter("", topology.names().dead(), parcel.properties(), headers, parcel.body());
  }

  /** A dead letter that is to be tried again, as if it had just been submitted. */
  public Letter revived(String queue, BasicProperties properties, byte[] body) {
    topology.ensureQueue(queue);
    Map<String, Object> headers = Headers.kept(properties);
    headers
        .keySet()
        .removeAll(
            List.of(Headers.ATTEMPT, Headers.QUEUE, Headers.ERROR, Headers.NODE, Headers.ENDED));
    return sent(queue, Duration.ZERO, properties, headers, body);
  }

  private Letter sent(
      String queue,
      Duration delay,
      BasicProperties properties,
      Map<String, Object> headers,
      byte[] body) {
    if (delay.isZero() || delay.isNegative()) {
      return letter(topology.names().tasks(), queue, properties, headers, body);
    }
    Delays.Trip trip = Delays.Trip.of(delay);
    topology.ensureLevel(trip.level());
    if (!trip.rest().isZero()) {
      headers.put(Headers.REST, trip.rest().toMillis());
    }
    return letter(
        topology.names().delay(trip.level()), trip.routingKey(queue), properties, headers, body);
  }

  private static Letter letter(
      String exchange,
      String routingKey,
      BasicProperties properties,
      Map<String, Object> headers,
      byte[] body) {
    BasicProperties all =
        properties
            .builder()
            .deliveryMode(PERSISTENT)
            .expiration(null)
            .userId(null)
            .headers(headers)
            .build();
    return new Letter(exchange, routingKey, true, all, body);
  }
}
