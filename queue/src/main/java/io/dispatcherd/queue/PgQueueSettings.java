package io.dispatcherd.queue;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.postgres.ConnectionSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A queue in PostgreSQL: {@code brokers.pg_queue}.
 *
 * @param name its key in section {@code brokers}
 * @param publishing where connections come from, but that to listen on
 * @param listening where the connection to listen on comes from
 * @param options how it works
 * @param listens whether services are called when there is something to do; else they look each
 *     poll interval
 * @param keepDone how long a job is kept that is done
 * @param keepDead how long a job is kept that is dead
 * @param signing how messages are signed; absent: they aren't
 * @param bridge channels of {@code pg_notify}, each with the queue that keeps what comes over it
 */
public record PgQueueSettings(
    String name,
    ConnectionSource publishing,
    ConnectionSource listening,
    QueueOptions options,
    boolean listens,
    Duration keepDone,
    Duration keepDead,
    Optional<SigningSettings> signing,
    Map<String, String> bridge)
    implements BrokerSettings {
  static final String TYPE = "pg_queue";

  /** Copies the map. */
  public PgQueueSettings {
    bridge = Map.copyOf(bridge);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String description() {
    return "%s in schema %s on %s".formatted(name, options.schema(), publishing.description());
  }

  /** The queues that a service works on. */
  @Override
  public List<String> channels() {
    return List.copyOf(options.queues().keySet());
  }

  @Override
  public Optional<ConnectionSource.Embedded> embedded() {
    return publishing instanceof ConnectionSource.Embedded embedded
        ? Optional.of(embedded)
        : Optional.empty();
  }
}
