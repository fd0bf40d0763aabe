package io.dispatcherd.rabbitmq;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.rabbitmq.connection.Server;
import java.util.List;
import java.util.Optional;

/**
 * RabbitMQ: {@code brokers.rabbitmq}.
 *
 * @param name its key in section {@code brokers}
 * @param server how to reach it
 * @param options how the broker works
 * @param signing how messages are signed; absent: they aren't
 */
public record RabbitMqSettings(
    String name, Server server, RabbitMqOptions options, Optional<SigningSettings> signing)
    implements BrokerSettings {
  static final String TYPE = "rabbitmq";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String description() {
    return "%s on %s".formatted(name, server.description());
  }

  /** The queues that a service works on. */
  @Override
  public List<String> channels() {
    return options.node().queues();
  }
}
