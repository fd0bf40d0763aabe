package io.dispatcherd.config;

import io.dispatcherd.postgres.ConnectionSource;
import java.util.List;
import java.util.Optional;

/**
 * How to talk to one broker: an entry of section {@code brokers}. Each type of broker has its own;
 * immutable.
 */
public interface BrokerSettings {
  /** Its key in section {@code brokers}; the broker has this name too. */
  String name();

  /**
   * What kind of broker it is, such as {@code pg_notify}; the name of the class for a custom one.
   */
  String type();

  /** Where it is, in a few words for people, without secrets. */
  default String description() {
    return type();
  }

  /** Channels that the service listens on; empty if it has none, or they aren't known here. */
  default List<String> channels() {
    return List.of();
  }

  /** The PostgreSQL of our own that it needs, if it does. */
  default Optional<ConnectionSource.Embedded> embedded() {
    return Optional.empty();
  }
}
