package io.dispatcherd.rabbitmq.dead;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.rabbitmq.node.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A message in the queue of dead letters.
 *
 * @param properties what came with it
 * @param body its bytes, which nobody changes
 * @param text the message without its signature; empty if that isn't accepted
 * @param fields what the message says; none if it can't be read
 */
@SuppressWarnings("ArrayRecordComponent") // It is compared with nothing.
record DeadLetter(
    BasicProperties properties,
    byte[] body,
    String text,
    Map<String, ? extends @Nullable Object> fields) {
  private static final String UNREADABLE = "(unreadable)";

  /** What somebody else's server or client has put there says nothing of its queue. */
  private static final String UNKNOWN_QUEUE = "";

  static DeadLetter of(BasicProperties properties, byte[] body, Signing signing) {
    String queue = Headers.text(properties, Headers.QUEUE).orElse(UNKNOWN_QUEUE);
    String text = "";
    Map<String, ? extends @Nullable Object> fields = Map.of();
    try {
      text = signing.openKept(queue, new String(body, StandardCharsets.UTF_8));
      fields = Json.parseObject(text);
    } catch (MessageFormatException e) {
      // It is shown all the same, as what it is: it may be why it is dead.
    }
    return new DeadLetter(properties, body, text, fields);
  }

  /** The queue that it was submitted to, as tasks name it; empty if nothing says which. */
  String queue() {
    return Headers.text(properties, Headers.QUEUE).orElse(UNKNOWN_QUEUE);
  }

  String uuid() {
    return field("uuid").orElse(String.valueOf(properties.getMessageId()));
  }

  boolean matches(JobFilter filter) {
    return filter.queue().map(queue()::equals).orElse(true)
        && filter.task().map(task()::equals).orElse(true)
        && filter.key().map(key -> field("key").filter(key::equals).isPresent()).orElse(true);
  }

  Job job() {
    Optional<Instant> ended = time(Headers.ENDED);
    return new Job(
        uuid(),
        task(),
        queue(),
        field("key"),
        JobState.DEAD,
        Optional.empty(),
        Headers.integer(properties, Headers.ATTEMPT).orElse(1),
        number("max_attempts"),
        number("priority").orElse(0),
        time(Headers.SUBMITTED).or(() -> ended).orElse(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        ended,
        Headers.text(properties, Headers.NODE),
        Headers.text(properties, Headers.ERROR),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private String task() {
    return field("task").orElse(UNREADABLE);
  }

  private Optional<String> field(String name) {
    return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private Optional<Integer> number(String name) {
    return fields.get(name) instanceof Number number
        ? Optional.of(number.intValue())
        : Optional.empty();
  }

  private Optional<Instant> time(String header) {
    var millis = Headers.number(properties, header);
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  /** The size only: the body may be confidential. */
  @Override
  public String toString() {
    return "a dead letter of %d bytes".formatted(body.length);
  }
}
