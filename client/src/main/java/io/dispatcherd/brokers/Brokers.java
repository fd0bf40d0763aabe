package io.dispatcherd.brokers;

import io.dispatcherd.brokers.pgnotify.PgNotifyBroker;
import io.dispatcherd.brokers.socket.SocketBroker;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.limits.LimitHits;
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
    return open(settings, publishing, new LimitHits());
  }

  /** As {@link #open(BrokerSettings, DataSource)}, for a service. */
  public static Broker open(BrokerSettings settings, DataSource publishing, LimitHits hits) {
    return settings instanceof PgNotifySettings pgNotify
        ? PgNotifyBroker.open(pgNotify, publishing)
        : open(settings, hits);
  }

  /**
   * As {@link #open(BrokerSettings)}, for a service.
   *
   * @param hits where the broker counts hits of its bounds
   */
  public static Broker open(BrokerSettings settings, LimitHits hits) {
    if (settings instanceof PgNotifySettings pgNotify) {
      return PgNotifyBroker.open(pgNotify);
    }
    if (settings instanceof SocketSettings socket) {
      return SocketBroker.open(socket, hits);
    }
    CustomBrokerSettings custom = (CustomBrokerSettings) settings;
    return ConfiguredClass.find(custom.className(), Broker.class, "brokers." + custom.className())
        .create(Map.class, custom.options());
  }
}
