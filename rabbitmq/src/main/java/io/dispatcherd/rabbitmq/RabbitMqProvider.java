package io.dispatcherd.rabbitmq;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerProvider;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.postgres.SuppliedConnections;
import java.util.Optional;

/** Brokers of the type {@code rabbitmq}. */
public final class RabbitMqProvider implements BrokerProvider {
  /** For the service loader. */
  public RabbitMqProvider() {}

  @Override
  public Section section() {
    return RabbitMqTable.SECTION;
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return new RabbitMqTable(problems).settings(name, values);
  }

  @Override
  public Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits) {
    return RabbitMqBroker.open((RabbitMqSettings) settings);
  }
}
