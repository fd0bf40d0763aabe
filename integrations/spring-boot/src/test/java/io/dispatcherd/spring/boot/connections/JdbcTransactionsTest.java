package io.dispatcherd.spring.boot.connections;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.TransactionDefinition;

/** With the manager of transactions on one data source. */
@Tag("functional")
class JdbcTransactionsTest extends TransactionContract {
  @Override
  Map<String, Object> properties() {
    return Map.of(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_queue", "pg_notify"})
  void whatASavepointUndoesIsNeverSent(String broker) throws InterruptedException {
    String first = order();
    String last = order();
    transaction()
        .executeWithoutResult(
            outer -> {
              submit(broker, first);
              transaction(TransactionDefinition.PROPAGATION_NESTED)
                  .executeWithoutResult(
                      nested -> {
                        submit(broker, order());
                        nested.setRollbackOnly();
                      });
              transaction(TransactionDefinition.PROPAGATION_NESTED)
                  .executeWithoutResult(nested -> submit(broker, last));
            });
    assertConfirmed(broker, first, last);
  }
}
