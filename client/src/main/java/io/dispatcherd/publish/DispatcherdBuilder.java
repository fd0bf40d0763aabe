package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.postgres.SuppliedConnections;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Dispatcherd} from settings and objects of the program. Each method returns this
 * builder. For one thread.
 */
public final class DispatcherdBuilder {
  private @Nullable Settings settings;
  private @Nullable Broker forTasks;
  private @Nullable Broker forControl;
  private SuppliedConnections supplied = SuppliedConnections.NONE;
  private final Map<String, SuppliedConnections> suppliedTo = new HashMap<>();
  private ValueMapping mapping = ValueMapping.STANDARD;
  private final List<SendInterceptor> interceptors = new ArrayList<>();

  DispatcherdBuilder() {}

  /** The configuration. Needed, unless {@link #broker} is given. */
  public DispatcherdBuilder settings(Settings read) {
    settings = read;
    return this;
  }

  /** The configuration as a map of the same structure as the file. */
  public DispatcherdBuilder settings(Map<String, ?> map) {
    return settings(Settings.fromMap(map));
  }

  /** The configuration in a file. */
  public DispatcherdBuilder settings(Path file) {
    return settings(Settings.fromFile(file));
  }

  /** Sends tasks over this broker, and commands unless told otherwise. It stays the caller's. */
  public DispatcherdBuilder broker(Broker broker) {
    forTasks = broker;
    return this;
  }

  /** Sends commands over this broker, which stays the caller's. */
  public DispatcherdBuilder controlBroker(Broker broker) {
    forControl = broker;
    return this;
  }

  /**
   * Makes {@code pg_notify} and {@code pg_queue} publish on connections of this pool, each borrowed
   * for one publication. To listen for replies it opens its own connections, as configured.
   */
  public DispatcherdBuilder dataSource(DataSource pool) {
    return connections(SuppliedConnections.of(pool));
  }

  /**
   * Makes brokers on PostgreSQL use connections of the program, in place of what is configured or
   * was given earlier.
   */
  public DispatcherdBuilder connections(SuppliedConnections ofTheProgram) {
    supplied = ofTheProgram;
    return this;
  }

  /**
   * As {@link #connections(SuppliedConnections)}, for one broker.
   *
   * @param broker its key in the configuration
   */
  public DispatcherdBuilder connections(String broker, SuppliedConnections ofTheProgram) {
    suppliedTo.put(broker, ofTheProgram);
    return this;
  }

  /** Writes arguments like this. The service that runs the tasks needs the same. */
  public DispatcherdBuilder mapping(ValueMapping ofArguments) {
    mapping = ofArguments;
    return this;
  }

  /** Calls this before each task is sent, after interceptors given earlier. */
  public DispatcherdBuilder interceptor(SendInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * Builds it. Nothing is connected yet.
   *
   * @throws IllegalStateException if there are neither settings nor a broker, or both
   */
  public Dispatcherd build() {
    return new Dispatcherd(brokers(), new Outbox(interceptors), mapping);
  }

  private PublishingBrokers brokers() {
    if (forTasks != null && settings == null) {
      return new GivenBrokers(forTasks, forControl == null ? forTasks : forControl);
    }
    if (settings == null || forTasks != null || forControl != null) {
      throw new IllegalStateException("give either settings or a broker");
    }
    return new ConfiguredBrokers(settings, this::open);
  }

  private Broker open(BrokerSettings broker) {
    return Brokers.open(broker, suppliedTo.getOrDefault(broker.name(), supplied), new LimitHits());
  }
}
