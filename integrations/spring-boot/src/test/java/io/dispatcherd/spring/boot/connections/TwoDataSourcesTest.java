package io.dispatcherd.spring.boot.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.TestDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two data sources, each with its own transactions; the broker is on the second one. */
@Tag("functional")
class TwoDataSourcesTest {
  /** Nothing is configured automatically where an application has its own. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Shop {
    @Bean
    DataSource catalog(Environment environment) {
      return new DriverManagerDataSource(environment.getRequiredProperty("shop.url"));
    }

    @Bean
    DataSource sales(Environment environment) {
      return new DriverManagerDataSource(environment.getRequiredProperty("shop.url"));
    }

    @Bean
    PlatformTransactionManager catalogTransactions(DataSource catalog) {
      return new DataSourceTransactionManager(catalog);
    }

    @Bean
    PlatformTransactionManager salesTransactions(DataSource sales) {
      return new DataSourceTransactionManager(sales);
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void aTaskGoesWithTransactionsOfItsOwnDataSourceOnly() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      Map<String, Object> properties = new LinkedHashMap<>(database.properties());
      properties.put("shop.url", database.url());
      properties.put("dispatcherd.brokers.pg-queue.data-source", "sales");
      properties.put("dispatcherd.service.enabled", true);
      properties.put("dispatcherd.service.pool-kwargs.max-workers", 1);
      properties.put(
          "spring.autoconfigure.exclude",
          "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
              + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Shop.class)
              .web(WebApplicationType.NONE)
              .properties(properties)
              .run()) {
        Dispatcherd dispatcherd = context.getBean(Dispatcherd.class);
        rollBack(context, "salesTransactions", dispatcherd, "undone");
        rollBack(context, "catalogTransactions", dispatcherd, "elsewhere");
        commit(context, "salesTransactions", dispatcherd, "sold");
        commitInside(context, dispatcherd, "both");
        Orders orders = context.getBean(Orders.class);
        assertEquals("elsewhere", orders.next());
        assertEquals("sold", orders.next());
        assertEquals("both", orders.next());
      }
      assertEquals(0, database.sessions());
    }
  }

  private static TransactionTemplate template(
      ConfigurableApplicationContext context, String manager) {
    return new TransactionTemplate(context.getBean(manager, PlatformTransactionManager.class));
  }

  private static void rollBack(
      ConfigurableApplicationContext context,
      String manager,
      Dispatcherd dispatcherd,
      String order) {
    template(context, manager)
        .executeWithoutResult(
            status -> {
              dispatcherd.submit(Orders::confirm, order);
              status.setRollbackOnly();
            });
  }

  private static void commit(
      ConfigurableApplicationContext context,
      String manager,
      Dispatcherd dispatcherd,
      String order) {
    template(context, manager)
        .executeWithoutResult(status -> dispatcherd.submit(Orders::confirm, order));
  }

  /** The transaction of the other one is rolled back. */
  private static void commitInside(
      ConfigurableApplicationContext context, Dispatcherd dispatcherd, String order) {
    template(context, "catalogTransactions")
        .executeWithoutResult(
            status -> {
              commit(context, "salesTransactions", dispatcherd, order);
              status.setRollbackOnly();
            });
  }
}
