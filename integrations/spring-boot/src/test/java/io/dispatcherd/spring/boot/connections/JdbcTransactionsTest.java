package io.dispatcherd.spring.boot.connections;

import java.util.Map;

/** With the manager of transactions on one data source. */
class JdbcTransactionsTest extends TransactionContract {
  @Override
  Map<String, Object> properties() {
    return Map.of(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
  }
}
