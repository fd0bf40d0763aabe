package io.dispatcherd.config;

import io.dispatcherd.postgres.ConnectionSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's {@code NOTIFY}: {@code brokers.pg_notify}.
 *
 * @param name its key in section {@code brokers}
 * @param publishing where connections to publish on come from
 * @param listening where the connection to listen on comes from
 * @param channels channels the service listens on
 * @param defaultPublishChannel where to publish what names no channel
 * @param maxConnectionIdle self-check the connection after this long without a message; absent: off
 * @param maxSelfCheckMessageAge a self-check must be back within this; means nothing if it's off
 * @param signing how messages are signed; absent: they aren't
 */
public record PgNotifySettings(
    String name,
    ConnectionSource publishing,
    ConnectionSource listening,
    List<String> channels,
    Optional<String> defaultPublishChannel,
    Optional<Duration> maxConnectionIdle,
    Duration maxSelfCheckMessageAge,
    Optional<SigningSettings> signing)
    implements BrokerSettings {
  private static final String TYPE = "pg_notify";

  /** Copies the list. */
  public PgNotifySettings {
    channels = List.copyOf(channels);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String description() {
    return name + " on " + publishing.description();
  }

  @Override
  public Optional<ConnectionSource.Embedded> embedded() {
    return listening instanceof ConnectionSource.Embedded embedded
        ? Optional.of(embedded)
        : Optional.empty();
  }

  /** Under the name of its type, without signing. */
  public PgNotifySettings(
      ConnectionSource publishing,
      ConnectionSource listening,
      List<String> channels,
      Optional<String> defaultPublishChannel,
      Optional<Duration> maxConnectionIdle,
      Duration maxSelfCheckMessageAge) {
    this(
        TYPE,
        publishing,
        listening,
        channels,
        defaultPublishChannel,
        maxConnectionIdle,
        maxSelfCheckMessageAge,
        Optional.empty());
  }
}
