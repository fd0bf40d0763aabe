package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerProvider;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.sections.BrokerTypes;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.postgres.SuppliedConnections;
import java.util.Optional;

/** Brokers of the type {@code socket}. */
public final class SocketProvider implements BrokerProvider {
  /** For the service loader. */
  public SocketProvider() {}

  @Override
  public Section section() {
    return BrokerTypes.SOCKET.section();
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return BrokerTypes.SOCKET.settings(name, values, problems, references);
  }

  @Override
  public Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits) {
    return SocketBroker.open((SocketSettings) settings, hits);
  }
}
