package io.dispatcherd.cdi;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.relaxed.ApplicationSettings;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.postgres.SuppliedConnections;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.DispatcherdBuilder;
import io.dispatcherd.publish.SendInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/**
 * Makes the {@link Dispatcherd} of the application. An application that has an {@code @Alternative}
 * with a {@code @Priority} uses its own.
 */
@ApplicationScoped
class DispatcherdBeans {
  @Inject @Any Instance<DataSource> dataSources;
  @Inject Instance<TransactionSynchronizationRegistry> transactions;
  @Inject Instance<ValueMapping> mappings;
  @Inject @Any Instance<SendInterceptor> interceptors;

  @Produces
  @Singleton
  Dispatcherd dispatcherd() {
    ContainerProperties properties = ContainerProperties.read();
    ApplicationSettings settings = properties.settings();
    DispatcherdBuilder builder =
        Dispatcherd.builder().settings(settings.settings()).mapping(mapping());
    supply(properties, settings, builder::connections);
    interceptors.forEach(builder::interceptor);
    return builder.build();
  }

  void close(@Disposes Dispatcherd dispatcherd) {
    dispatcherd.close();
  }

  /** How arguments are written and read: as a bean says, or as always. */
  ValueMapping mapping() {
    return mappings.isResolvable() ? mappings.get() : ValueMapping.STANDARD;
  }

  /** Supplies brokers that use the application's connections with these. */
  void supply(
      ContainerProperties properties,
      ApplicationSettings settings,
      BiConsumer<String, SuppliedConnections> to) {
    settings
        .dataSources()
        .forEach((broker, name) -> to.accept(broker, connections(properties, name)));
  }

  private SuppliedConnections connections(
      ContainerProperties properties, Optional<String> ofBroker) {
    Optional<String> name = ofBroker.or(() -> properties.text("data-source"));
    Instance<DataSource> found =
        name.map(one -> dataSources.select(NamedLiteral.of(one)))
            .orElseGet(() -> dataSources.select(Default.Literal.INSTANCE));
    if (!found.isResolvable()) {
      throw new ConfigurationException(
          name.map(one -> "dispatcherd.data-source: there is no data source with the name " + one)
              .orElse(
                  "dispatcherd.data-source: there is no default data source, so that this must name"
                      + " one, or each of the brokers needs config, which says how to connect"));
    }
    DataSource source = found.get();
    return SuppliedConnections.of(
        new JtaConnections(
            source,
            transactions.isResolvable() ? Optional.of(transactions.get()) : Optional.empty()),
        KeptConnections.of(properties, source));
  }
}
