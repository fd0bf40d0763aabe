package io.dispatcherd.rabbitmq.node;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What stands in the headers of messages, beside what publishers put there. */
public final class Headers {
  /** Which attempt this is, from 1; absent for the first one. */
  public static final String ATTEMPT = "dispatcherd-attempt";

  /** When the task was submitted, in milliseconds of the epoch. */
  public static final String SUBMITTED = "dispatcherd-submitted";

  /** How long it is still to be delayed once it arrives, in milliseconds. */
  static final String REST = "dispatcherd-rest";

  /** The queue of a dead letter. */
  public static final String QUEUE = "dispatcherd-queue";

  /** What a dead letter failed with. */
  public static final String ERROR = "dispatcherd-error";

  /** When it failed, in milliseconds of the epoch. */
  public static final String ENDED = "dispatcherd-ended";

  /** The service that it failed on. */
  public static final String NODE = "dispatcherd-node";

  private Headers() {}

  /** A header that is a whole number; empty if it isn't there. */
  public static Optional<Integer> integer(BasicProperties properties, String name) {
    return Optional.ofNullable(value(properties, name))
        .filter(Number.class::isInstance)
        .map(number -> ((Number) number).intValue());
  }

  /** A header that is a number; empty if it isn't there. */
  public static OptionalLong number(BasicProperties properties, String name) {
    return value(properties, name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  /** A header as text; empty if it isn't there. */
  public static Optional<String> text(BasicProperties properties, String name) {
    return Optional.ofNullable(value(properties, name)).map(Object::toString);
  }

  private static @Nullable Object value(BasicProperties properties, String name) {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null ? null : headers.get(name);
  }

  /**
   * How often the server has taken it back without having been told anything: a service died, or
   * its connection broke. From 4.0 on two headers count that, of which the first one leaves some
   * cases out.
   */
  static int lost(BasicProperties properties) {
    int returned = integer(properties, "x-delivery-count").orElse(0);
    return Math.max(returned, integer(properties, "x-acquired-count").orElse(0));
  }

  /** The headers for people and tracers. */
  static Map<String, String> shown(BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    if (headers == null) {
      return Map.of();
    }
    Map<String, String> shown = new LinkedHashMap<>();
    headers.forEach((name, value) -> shown.put(name, String.valueOf(value)));
    return Map.copyOf(shown);
  }

  /**
   * What a message keeps when it is sent once more. What the server noted on it is left out: it
   * would take a second trip through the same queues for a circle, and drop the message.
   */
  static Map<String, Object> kept(BasicProperties properties) {
    Map<String, Object> kept = new LinkedHashMap<>();
    Map<String, Object> headers = properties.getHeaders();
    if (headers != null) {
      headers.forEach(
          (name, value) -> {
            if (!isTheServers(name)) {
              kept.put(name, value);
            }
          });
    }
    return kept;
  }

  private static boolean isTheServers(String name) {
    return name.equals("CC")
        || name.equals("BCC")
        || name.equals("x-delivery-count")
        || name.equals("x-acquired-count")
        || name.equals("x-death")
        || name.startsWith("x-opt-")
        || name.startsWith("x-first-death-")
        || name.startsWith("x-last-death-");
  }
}
