package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerProvider;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.postgres.SuppliedConnections;
import java.util.List;
import java.util.Optional;

/** Brokers of the type {@code memory_queue}, for tests. */
public final class MemoryQueueProvider implements BrokerProvider {
  private static final String TYPE = "memory_queue";
  private static final Option<String> QUEUE =
      Option.of("queue", OptionTypes.text(), "Brokers of one queue share its messages.")
          .orElse(TYPE);
  private static final Option<List<String>> CHANNELS =
      Option.of(
              "channels",
              OptionTypes.listOf(OptionTypes.text()),
              "Channels that the service listens on; none for all.")
          .orElse(List.of());
  private static final Section SECTION =
      Section.of(
          TYPE, "For tests: stays in this process, and keeps its messages.", QUEUE, CHANNELS);

  /** What its section says. */
  private record Settings(String name, String queue, List<String> channels)
      implements BrokerSettings {
    @Override
    public String type() {
      return TYPE;
    }
  }

  /** For the service loader. */
  public MemoryQueueProvider() {}

  @Override
  public Section section() {
    return SECTION;
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return values.isSound()
        ? Optional.of(new Settings(name, values.get(QUEUE), values.get(CHANNELS)))
        : Optional.empty();
  }

  @Override
  public Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits) {
    Settings ours = (Settings) settings;
    return MemoryQueueBroker.named(ours.name(), ours.queue(), ours.channels());
  }
}
