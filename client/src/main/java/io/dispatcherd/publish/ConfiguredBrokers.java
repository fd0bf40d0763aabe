package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeadLetterBroker;
import io.dispatcherd.brokers.KeepingBroker;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Opens the brokers of a configuration when they are first used, each once. */
final class ConfiguredBrokers implements PublishingBrokers {
  private final Settings settings;
  private final Function<BrokerSettings, Broker> opener;

  /** What has been opened, by its key in the configuration. Guarded by itself, as is closed. */
  private final Map<String, Broker> open = new HashMap<>();

  private boolean closed;

  ConfiguredBrokers(Settings settings, Function<BrokerSettings, Broker> opener) {
    this.settings = settings;
    this.opener = opener;
  }

  @Override
  public Broker forTasks() {
    return broker(taskBroker().orElseThrow(() -> undecided("publish.default_broker")));
  }

  @Override
  public Broker forControl() {
    return broker(
        settings
            .publish()
            .defaultControlBroker()
            .or(this::taskBroker)
            .orElseThrow(() -> undecided("publish.default_control_broker")));
  }

  @Override
  public Broker named(String name) {
    return broker(name);
  }

  @Override
  public DeadLetterBroker forJobs() {
    return theOne(KeepingBroker.class)
        .<DeadLetterBroker>map(keeping -> keeping)
        .or(() -> theOne(DeadLetterBroker.class))
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "none of the brokers %s keeps tasks, so that nothing is known of one once it is sent; pg_queue keeps them"
                        .formatted(settings.brokers().keySet())));
  }

  /** The one for tasks if it is of this type, else the only one that is; empty if none is. */
  private <T extends Broker> Optional<T> theOne(Class<T> type) {
    Optional<T> usual = taskBroker().map(this::broker).filter(type::isInstance).map(type::cast);
    if (usual.isPresent()) {
      return usual;
    }
    List<T> all =
        settings.brokers().keySet().stream()
            .map(this::broker)
            .filter(type::isInstance)
            .map(type::cast)
            .toList();
    if (all.size() > 1) {
      throw new UnsupportedOperationException(
          "publish.default_broker: several brokers keep tasks; name the one that is meant");
    }
    return all.stream().findFirst();
  }

  @Override
  public Collection<Broker> all() {
    return settings.brokers().keySet().stream().map(this::broker).toList();
  }

  @Override
  public void close() {
    List<Broker> brokers;
    synchronized (open) {
      closed = true;
      brokers = List.copyOf(open.values());
      open.clear();
    }
    brokers.forEach(Broker::close);
  }

  private Optional<String> taskBroker() {
    return settings
        .publish()
        .defaultBroker()
        .or(() -> settings.brokers().keySet().stream().findFirst().filter(key -> hasOneBroker()));
  }

  private boolean hasOneBroker() {
    return settings.brokers().size() == 1;
  }

  private Broker broker(String key) {
    synchronized (open) {
      if (closed) {
        throw new IllegalStateException("this Dispatcherd is closed");
      }
      return open.computeIfAbsent(
          key,
          absent -> {
            BrokerSettings broker = settings.brokers().get(absent);
            if (broker == null) {
              throw new ConfigurationException("brokers." + absent + ": isn't configured");
            }
            return opener.apply(broker);
          });
    }
  }

  private ConfigurationException undecided(String option) {
    return new ConfigurationException(
        settings.brokers().isEmpty()
            ? "brokers: none is configured, so nothing can be sent"
            : option + ": must name one of the brokers " + settings.brokers().keySet());
  }
}
