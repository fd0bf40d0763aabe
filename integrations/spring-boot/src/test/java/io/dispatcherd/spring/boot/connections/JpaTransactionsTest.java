package io.dispatcherd.spring.boot.connections;

import java.util.Map;
import org.junit.jupiter.api.Tag;

/** With Hibernate, and a pool whose connections don't commit by themselves. */
@Tag("functional")
class JpaTransactionsTest extends TransactionContract {
  @Override
  Map<String, Object> properties() {
    return Map.of(
        "spring.datasource.hikari.auto-commit", false,
        "spring.jpa.open-in-view", false,
        "spring.jpa.properties.hibernate.connection.provider_disables_autocommit", true);
  }
}
