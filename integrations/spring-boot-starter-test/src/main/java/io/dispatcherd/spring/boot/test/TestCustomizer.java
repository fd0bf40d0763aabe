package io.dispatcherd.spring.boot.test;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.service.ServiceLifecycle;
import io.dispatcherd.testing.brokers.MemoryBroker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Has tasks run in the application, and where nobody sees them.
 *
 * @param inMemory whether without PostgreSQL
 */
record TestCustomizer(boolean inMemory) implements ContextCustomizer {
  private static final String MEMORY = MemoryBroker.class.getName();
  private static final String SCHEMA = "dispatcherd.brokers.pg-queue.schema";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("dispatcherd.service.enabled", "true");
    if (inMemory) {
      properties.put("dispatcherd.brokers[" + MEMORY + "].name", name);
      properties.put("dispatcherd.publish.default-broker", MEMORY);
      properties.put("dispatcherd.producers.control-producer", "");
    } else if (!context.getEnvironment().containsProperty(SCHEMA)) {
      properties.put(SCHEMA, name);
      properties.put("dispatcherd.brokers.pg-queue.poll-interval", "100ms");
    }
    MutablePropertySources sources = context.getEnvironment().getPropertySources();
    sources.addFirst(new MapPropertySource("dispatcherdTest", properties));
    BeanDefinitionRegistry beans = (BeanDefinitionRegistry) context.getBeanFactory();
    beans.registerBeanDefinition("dispatcherdTaskTester", tester(context));
    if (properties.containsKey(SCHEMA)) {
      RootBeanDefinition removal = new RootBeanDefinition(SchemaRemoval.class);
      removal.setInstanceSupplier(
          () -> new SchemaRemoval(name, context.getBeanProvider(DataSource.class)));
      beans.registerBeanDefinition("dispatcherdSchemaRemoval", removal);
    }
  }

  private static RootBeanDefinition tester(ConfigurableApplicationContext context) {
    RootBeanDefinition tester = new RootBeanDefinition(TaskTester.class);
    tester.setInstanceSupplier(
        () ->
            new TaskTester(
                context.getBeanProvider(Dispatcherd.class),
                context.getBeanProvider(ServiceLifecycle.class)));
    return tester;
  }

  /**
   * Takes the schema of a context away with it, once its service has ended.
   *
   * @param schema its name
   * @param dataSource where it is
   */
  record SchemaRemoval(String schema, DataSource dataSource) implements DisposableBean {
    SchemaRemoval(String schema, ObjectProvider<DataSource> dataSource) {
      this(schema, dataSource.getObject());
    }

    @Override
    public void destroy() throws SQLException {
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(true);
        statement.execute("drop schema if exists " + schema + " cascade");
      }
    }
  }
}
