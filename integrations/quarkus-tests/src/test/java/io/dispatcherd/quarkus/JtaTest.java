package io.dispatcherd.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Dispatcherd;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for submitting within the transactions of Quarkus. */
@Tag("functional")
@QuarkusTest
@QuarkusTestResource(Database.class)
class JtaTest {
  @Inject Dispatcherd dispatcherd;
  @Inject Orders orders;
  @Inject DataSource dataSource;
  @Inject TransactionManager transactions;

  @Inject
  @ConfigProperty(name = "test.schema")
  String schema;

  private static String order() {
    return UUID.randomUUID().toString();
  }

  private void submit(String broker, String order) {
    dispatcherd.task(Orders::confirm, order).broker(broker).submit();
  }

  private void insert(String order) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into " + schema + ".sold values (?)")) {
      insert.setString(1, order);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isSold(String order) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select 1 from " + schema + ".sold where id = ?")) {
      select.setString(1, order);
      try (ResultSet found = select.executeQuery()) {
        return found.next();
      }
    }
  }

  private static void rollBack(Runnable work) {
    RuntimeException outOfStock = new IllegalStateException("out of stock");
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          work.run();
                          throw outOfStock;
                        }));
    assertSame(outOfStock, thrown);
  }

  /** What is submitted later arrives later, so that what hasn't come by then never does. */
  private void assertConfirmed(String broker, String... expected) throws InterruptedException {
    String last = order();
    submit(broker, last);
    for (String order : expected) {
      assertEquals(order, orders.next());
    }
    assertEquals(last, orders.next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatIsCommittedRuns(String broker) throws Exception {
    String order = order();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              insert(order);
              submit(broker, order);
            });
    assertConfirmed(broker, order);
    assertTrue(isSold(order));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatIsRolledBackIsNeverSent(String broker) throws Exception {
    String order = order();
    rollBack(
        () -> {
          insert(order);
          submit(broker, order);
        });
    assertConfirmed(broker);
    assertFalse(isSold(order));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void anInnerTransactionIsSentWhateverBecomesOfTheOuterOne(String broker) throws Exception {
    String inner = order();
    rollBack(
        () -> {
          submit(broker, order());
          QuarkusTransaction.requiringNew().run(() -> submit(broker, inner));
          submit(broker, order());
        });
    assertConfirmed(broker, inner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void anInnerTransactionThatIsRolledBackTakesNothingFromTheOuterOne(String broker)
      throws Exception {
    String first = order();
    String last = order();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              submit(broker, first);
              rollBack(() -> submit(broker, order()));
              submit(broker, last);
            });
    assertConfirmed(broker, first, last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatIsSubmittedAfterTheCommitIsSentAtOnce(String broker) throws Exception {
    String order = order();
    QuarkusTransaction.requiringNew()
        .call(
            () -> {
              transactions
                  .getTransaction()
                  .registerSynchronization(
                      new Synchronization() {
                        @Override
                        public void beforeCompletion() {}

                        @Override
                        public void afterCompletion(int status) {
                          submit(broker, order);
                        }
                      });
              return order;
            });
    assertConfirmed(broker, order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  void withoutATransactionATaskIsSentAtOnce(String broker) throws Exception {
    assertConfirmed(broker);
  }

  @Test
  void eachRunHasARequestOfItsOwnAndItsBeanNeedsNobodyToInjectIt() throws Exception {
    dispatcherd.submit(Mailer::send, "a");
    dispatcherd.submit(Mailer::send, "a");
    String first = orders.next();
    String second = orders.next();
    assertTrue(first.startsWith("a"), first);
    assertTrue(second.startsWith("a"), second);
    assertNotEquals(first, second);
  }
}
