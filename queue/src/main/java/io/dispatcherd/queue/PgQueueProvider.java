package io.dispatcherd.queue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerProvider;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.limits.LimitHits;
import java.util.Optional;
import javax.sql.DataSource;

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
  public Broker open(BrokerSettings settings, Optional<DataSource> publishing, LimitHits hits) {
    PgQueueSettings ours = (PgQueueSettings) settings;
    return publishing
        .map(pool -> PgQueueBroker.open(ours, pool))
        .orElseGet(() -> PgQueueBroker.open(ours));
  }
}
