package io.dispatcherd.queue;

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

/** Brokers of the type {@code pg_queue}. */
public final class PgQueueProvider implements BrokerProvider {
  /** For the service loader. */
  public PgQueueProvider() {}

  @Override
  public Section section() {
    return PgQueueTable.SECTION;
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return new PgQueueTable(problems, references).settings(name, values);
  }

  @Override
  public Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits) {
    return PgQueueBroker.open((PgQueueSettings) settings, supplied);
  }
}
