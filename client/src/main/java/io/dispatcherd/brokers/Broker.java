package io.dispatcherd.brokers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages from publishers to services, and replies back.
 *
 * <p>All payloads are whole messages: a broker with a limit on their size splits them with {@link
 * io.dispatcherd.messages.chunks.ChunkSplitter} when it sends, and hands over chunks as they come
 * when it receives.
 *
 * <p>A broker may be used by several threads at once. It opens connections when they are needed,
 * opens them again after a failure, and {@link #close} closes those that it opened.
 */
public interface Broker extends AutoCloseable {
  /**
   * Short name, such as {@code pg_notify}; the service's producer is named after it, so no two
   * brokers of a service have the same.
   */
  String name();

  /**
   * The channel to publish a message on.
   *
   * @param requested what the caller asked for; null for the configured default
   * @throws IllegalArgumentException if the channel can't exist, or none was requested and there is
   *     no default; the text says what to do
   */
  String publishChannel(@Nullable String requested);

  /**
   * Sends messages in their order, all or none, in as few round trips as the broker allows.
   *
   * @throws BrokerException if they could not be sent
   */
  void publish(List<Outgoing> messages);

  /**
   * Starts to receive on the configured channels, over a connection of its own. Nothing that is
   * published after this returns is missed while the subscription lives.
   *
   * @throws BrokerException if the broker can't be reached
   */
  Subscription subscribe();

  /**
   * As {@link #subscribe()}, for a service that says who it is. A broker that keeps messages hands
   * over only those whose task the service can run.
   *
   * @throws BrokerException if the broker can't be reached
   */
  default Subscription subscribe(Subscriber subscriber) {
    return subscribe();
  }

  /**
   * Opens a conversation for commands and their replies, over its own connection.
   *
   * @throws BrokerException if the broker can't be reached
   */
  Conversation converse();

  /**
   * Creates or checks what it needs and what outlasts it, such as tables; else that is done when it
   * is first used. Does nothing by default.
   *
   * @throws BrokerException if it can't be reached, or what is there can't be used
   */
  default void prepare() {}

  /** What this broker does by itself; always the same. */
  default Set<BrokerCapability> capabilities() {
    return Set.of();
  }

  /** What else the {@code producers} command shows about this broker. */
  default Map<String, Object> status() {
    return Map.of();
  }

  /**
   * How full the queue is that this broker shares with others, from 0 to 1; empty if it has none or
   * doesn't know. Returns at once, with what was last seen.
   */
  default OptionalDouble queueUsage() {
    return OptionalDouble.empty();
  }

  /**
   * Why its server takes no messages at present, such as that it is short of memory; empty if it
   * does, or nothing was sent yet. Returns at once.
   */
  default Optional<String> blockedBy() {
    return Optional.empty();
  }

  /** Closes all that this broker opened. Subscriptions and conversations end. */
  @Override
  void close();
}
