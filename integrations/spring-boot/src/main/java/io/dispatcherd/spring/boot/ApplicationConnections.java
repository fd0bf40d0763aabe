package io.dispatcherd.spring.boot;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.SuppliedConnections;
import io.dispatcherd.spring.boot.connections.KeptConnections;
import io.dispatcherd.spring.boot.connections.TransactionalConnections;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Publishes on the data source's connections; what is kept is opened beside it. */
final class ApplicationConnections implements DispatcherdConnections {
  private final DispatcherdProperties properties;
  private final ConfigurableListableBeanFactory beans;

  ApplicationConnections(DispatcherdProperties properties, ConfigurableListableBeanFactory beans) {
    this.properties = properties;
    this.beans = beans;
  }

  @Override
  public SuppliedConnections of(Optional<String> dataSource) {
    Optional<String> name = nameOf(dataSource);
    DataSource source = name.map(this::named).orElseGet(this::only);
    return SuppliedConnections.of(
        new TransactionalConnections(source), kept(source, name.isPresent()));
  }

  @Override
  public DataSource pool(Optional<String> dataSource) {
    return nameOf(dataSource).map(this::named).orElseGet(this::only);
  }

  private Optional<String> nameOf(Optional<String> dataSource) {
    return dataSource.or(() -> Optional.ofNullable(properties.dataSource()));
  }

  private DataSource named(String name) {
    if (!beans.containsBean(name) || !beans.isTypeMatch(name, DataSource.class)) {
      throw new ConfigurationException(
          "dispatcherd.data-source: there is no data source with the name %s, only %s"
              .formatted(name, Arrays.asList(beans.getBeanNamesForType(DataSource.class))));
    }
    return beans.getBean(name, DataSource.class);
  }

  private DataSource only() {
    DataSource unique = beans.getBeanProvider(DataSource.class).getIfUnique();
    if (unique == null && beans.getBeanNamesForType(DataSource.class).length == 0) {
      throw new ConfigurationException(
          "brokers: there is no data source, so that each needs config, which says how to connect");
    }
    if (unique == null) {
      throw new ConfigurationException(
          "dispatcherd.data-source: must name one of the data sources %s, or one of them must be @Primary"
              .formatted(Arrays.asList(beans.getBeanNamesForType(DataSource.class))));
    }
    return unique;
  }

  /** The details are those of the default data source. */
  private ConnectionFactory kept(DataSource source, boolean isNamed) {
    DispatcherdProperties.Listen listen = properties.listen();
    if (listen.url() != null) {
      return KeptConnections.to(listen.url(), listen.username(), listen.password());
    }
    JdbcConnectionDetails details =
        isNamed ? null : beans.getBeanProvider(JdbcConnectionDetails.class).getIfUnique();
    return details != null
        ? KeptConnections.to(details)
        : KeptConnections.like(source)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "dispatcherd.listen.url: the data source %s doesn't say where it connects, and to listen takes connections of its own: set dispatcherd.listen.url, username and password"
                            .formatted(source.getClass().getName())));
  }
}
