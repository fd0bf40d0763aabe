package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker for tests of code that must cope with one that is down: all that would use the network
 * fails. Thread-safe.
 */
public final class ErrorOnlyBroker implements Broker {
  private static final String NAME = "error_only";
  private static final String DEFAULT_MESSAGE = "this broker always fails";

  private final String message;

  /**
   * A broker that always fails.
   *
   * @param message what its exceptions say
   */
  public ErrorOnlyBroker(String message) {
    this.message = message;
  }

  /** For the configuration: {@code error_message} is what its exceptions say. */
  public ErrorOnlyBroker(Map<String, Object> options) {
    this(String.valueOf(options.getOrDefault("error_message", DEFAULT_MESSAGE)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return requested == null ? NAME : requested;
  }

  @Override
  public void publish(List<Outgoing> messages) {
    throw new BrokerException(message);
  }

  @Override
  public Subscription subscribe() {
    throw new BrokerException(message);
  }

  @Override
  public Conversation converse() {
    throw new BrokerException(message);
  }

  @Override
  public void close() {}
}
