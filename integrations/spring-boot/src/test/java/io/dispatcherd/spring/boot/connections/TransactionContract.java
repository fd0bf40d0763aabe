package io.dispatcherd.spring.boot.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.TestDatabase;
import io.dispatcherd.tasks.TaskCall;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What holds for submitting within Spring's transactions, however they are managed. */
@Tag("functional")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionContract {
  private final TestDatabase database = new TestDatabase();
  private ConfigurableApplicationContext context;
  private Dispatcherd dispatcherd;
  private Orders orders;
  private PlatformTransactionManager manager;

  /** An application that submits and runs its tasks. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Shop {
    @Bean
    Orders orders() {
      return new Orders();
    }

    @Bean
    Confirmations confirmations(Dispatcherd dispatcherd) {
      return new Confirmations(dispatcherd);
    }
  }

  /** An event whose task is to be submitted when its transaction is committed. */
  record Placed(TaskCall confirmation) {}

  /** Submits after the commit. */
  static class Confirmations {
    private final Dispatcherd dispatcherd;

    Confirmations(Dispatcherd dispatcherd) {
      this.dispatcherd = dispatcherd;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void placed(Placed event) {
      assertTrue(
          dispatcherd != null && TransactionSynchronizationManager.isActualTransactionActive());
      event.confirmation().submit();
    }
  }

  /** More properties of the application. */
  abstract Map<String, Object> properties();

  @BeforeAll
  void start() throws SQLException {
    Map<String, Object> all = new LinkedHashMap<>(database.properties());
    all.put("dispatcherd.brokers.pg_notify.channels", database.name());
    all.put("dispatcherd.publish.default-broker", "pg_queue");
    all.put("dispatcherd.service.enabled", true);
    all.put("dispatcherd.service.pool-kwargs.max-workers", 1);
    all.putAll(properties());
    context =
        new SpringApplicationBuilder(Shop.class).web(WebApplicationType.NONE).properties(all).run();
    dispatcherd = context.getBean(Dispatcherd.class);
    orders = context.getBean(Orders.class);
    manager = context.getBean(PlatformTransactionManager.class);
    database.execute("create table SCHEMA.sold (id text primary key)");
  }

  @AfterAll
  void stop() throws Exception {
    context.close();
    assertEquals(0, database.sessions());
    database.close();
  }

  final TransactionTemplate transaction() {
    return new TransactionTemplate(manager);
  }

  final TransactionTemplate transaction(int propagation) {
    TransactionTemplate template = transaction();
    template.setPropagationBehavior(propagation);
    return template;
  }

  final void submit(String broker, String order) {
    dispatcherd.task(Orders::confirm, order).broker(broker).submit();
  }

  private void insert(String order) {
    context
        .getBean(JdbcTemplate.class)
        .update("insert into " + database.name() + ".sold values (?)", order);
  }

  private boolean isSold(String order) {
    Integer count =
        context
            .getBean(JdbcTemplate.class)
            .queryForObject(
                "select count(*) from " + database.name() + ".sold where id = ?",
                Integer.class,
                order);
    return count != null && count == 1;
  }

  static String order() {
    return UUID.randomUUID().toString();
  }

  /** What is submitted later arrives later, so that what hasn't come by then never does. */
  final void assertConfirmed(String broker, String... expected) throws InterruptedException {
    String last = order();
    submit(broker, last);
    for (String order : expected) {
      assertEquals(order, orders.next());
    }
    assertEquals(last, orders.next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatIsCommittedRuns(String broker) throws InterruptedException {
    String order = order();
    transaction()
        .executeWithoutResult(
            status -> {
              insert(order);
              submit(broker, order);
            });
    assertConfirmed(broker, order);
    assertTrue(isSold(order));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatIsRolledBackIsNeverSent(String broker) throws InterruptedException {
    String order = order();
    transaction()
        .executeWithoutResult(
            status -> {
              insert(order);
              submit(broker, order);
              status.setRollbackOnly();
            });
    assertConfirmed(broker);
    assertTrue(!isSold(order));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void anInnerTransactionIsSentWhateverBecomesOfTheOuterOne(String broker)
      throws InterruptedException {
    String inner = order();
    transaction()
        .executeWithoutResult(
            outer -> {
              submit(broker, order());
              transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(status -> submit(broker, inner));
              submit(broker, order());
              outer.setRollbackOnly();
            });
    assertConfirmed(broker, inner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void anInnerTransactionThatIsRolledBackTakesNothingFromTheOuterOne(String broker)
      throws InterruptedException {
    String first = order();
    String last = order();
    transaction()
        .executeWithoutResult(
            outer -> {
              submit(broker, first);
              transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(
                      status -> {
                        submit(broker, order());
                        status.setRollbackOnly();
                      });
              submit(broker, last);
            });
    assertConfirmed(broker, first, last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void anEventAfterTheCommitIsSentOnAnotherConnection(String broker) throws InterruptedException {
    String order = order();
    transaction()
        .executeWithoutResult(
            status ->
                context.publishEvent(
                    new Placed(dispatcherd.task(Orders::confirm, order).broker(broker))));
    assertConfirmed(broker, order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatASynchronizationSubmitsAfterTheCommitIsSent(String broker) throws InterruptedException {
    String order = order();
    String second = order();
    transaction()
        .executeWithoutResult(
            status -> {
              insert(order);
              TransactionSynchronizationManager.registerSynchronization(
                  new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                      submit(broker, order);
                      transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                          .executeWithoutResult(
                              inner -> {
                                submit(broker, order());
                                inner.setRollbackOnly();
                              });
                      submit(broker, second);
                    }
                  });
            });
    assertConfirmed(broker, order, second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatASynchronizationSubmitsBeforeTheCommitGoesWithIt(String broker)
      throws InterruptedException {
    String order = order();
    for (boolean isCommitted : new boolean[] {false, true}) {
      transaction()
          .executeWithoutResult(
              status -> {
                TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                      @Override
                      public void beforeCommit(boolean readOnly) {
                        submit(broker, order);
                        if (!isCommitted) {
                          throw new IllegalStateException("out of stock");
                        }
                      }
                    });
                if (!isCommitted) {
                  assertThrows(IllegalStateException.class, () -> triggerBeforeCommit());
                  status.setRollbackOnly();
                }
              });
    }
    assertConfirmed(broker, order);
  }

  private static void triggerBeforeCommit() {
    TransactionSynchronizationManager.getSynchronizations()
        .forEach(each -> each.beforeCommit(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void withoutATransactionATaskIsSentAtOnce(String broker) throws InterruptedException {
    assertConfirmed(broker);
    String order = order();
    transaction(TransactionDefinition.PROPAGATION_SUPPORTS)
        .executeWithoutResult(status -> submit(broker, order));
    assertConfirmed(broker, order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void aReadOnlyTransactionNotifiesButKeepsNothing(String broker) throws InterruptedException {
    TransactionTemplate readOnly = transaction();
    readOnly.setReadOnly(true);
    String order = order();
    if (broker.equals("pg_notify")) {
      readOnly.executeWithoutResult(status -> submit(broker, order));
      assertConfirmed(broker, order);
    } else {
      BrokerException refused =
          assertThrows(
              BrokerException.class,
              () -> readOnly.executeWithoutResult(status -> submit(broker, order)));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("read-only"),
          () -> String.valueOf(refused.getMessage()));
      assertConfirmed(broker);
    }
  }
}
