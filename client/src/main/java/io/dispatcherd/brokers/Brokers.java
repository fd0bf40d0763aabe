package io.dispatcherd.brokers;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.config.sections.BrokerTypes;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.postgres.SuppliedConnections;
import java.util.Map;
import javax.sql.DataSource;

/** Makes brokers from settings. */
public final class Brokers {
  private Brokers() {}

  /**
   * Makes the broker that the settings describe. Nothing is connected yet: the broker does that
   * when it is first used. The caller closes it.
   *
   * <p>A custom broker is a public class that implements {@link Broker} and has a public
   * constructor that takes its options as a {@code Map<String, Object>}.
   *
   * @throws ConfigurationException if that can't be done, for instance because a class that they
   *     name doesn't exist
   */
  public static Broker open(BrokerSettings settings) {
    return open(settings, new LimitHits());
  }

  /**
   * As {@link #open(BrokerSettings)}, but {@code pg_notify} publishes on connections of this pool.
   * It listens on its own connection, as configured.
   */
  public static Broker open(BrokerSettings settings, DataSource publishing) {
    return open(settings, SuppliedConnections.of(publishing), new LimitHits());
  }

  /**
   * As {@link #open(BrokerSettings)}, for a service.
   *
   * @param hits where the broker counts that a bound on what arrives was hit
   */
  public static Broker open(BrokerSettings settings, LimitHits hits) {
    return open(settings, SuppliedConnections.NONE, hits);
  }

  /**
   * As {@link #open(BrokerSettings)}, with connections of the program.
   *
   * @param supplied what brokers on PostgreSQL use in place of what is configured
   * @param hits where the broker counts that a bound on what arrives was hit
   */
  public static Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits) {
    if (settings instanceof CustomBrokerSettings custom) {
      return ConfiguredClass.find(custom.className(), Broker.class, "brokers." + custom.className())
          .create(Map.class, custom.options());
    }
    return BrokerTypes.named(settings.type())
        .filter(BrokerProvider.class::isInstance)
        .map(BrokerProvider.class::cast)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "brokers.%s: nothing on the class path opens brokers of the type %s"
                        .formatted(settings.name(), settings.type())))
        .open(settings, supplied, hits);
  }
}
