package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerProvider;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.sections.BrokerTypes;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.postgres.SuppliedConnections;
import java.util.Optional;

/** Brokers of the type {@code pg_notify}. */
public final class PgNotifyProvider implements BrokerProvider {
  /** For the service loader. */
  public PgNotifyProvider() {}

  @Override
  public Section section() {
    return BrokerTypes.PG_NOTIFY.section();
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return BrokerTypes.PG_NOTIFY.settings(name, values, problems, references);
  }

  @Override
  public Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits) {
    return PgNotifyBroker.open((PgNotifySettings) settings, supplied);
  }
}
