package io.dispatcherd.quarkus;

import io.dispatcherd.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** A schema and a channel of an application's own in the shared PostgreSQL. */
public final class Database implements QuarkusTestResourceLifecycleManager {
  private final String name = "quarkus_" + UUID.randomUUID().toString().replace("-", "");

  @Override
  public Map<String, String> start() {
    execute("create schema " + name);
    execute("create table " + name + ".sold (id text primary key)");
    return Map.of(
        "quarkus.datasource.jdbc.url",
        TestPostgres.shared().jdbcUrl() + "&ApplicationName=" + name,
        "dispatcherd.brokers.pg_queue.schema",
        name,
        "dispatcherd.brokers.pg_notify.channels[0]",
        name,
        "test.schema",
        name);
  }

  /** The application has ended: nothing of it is connected any more. */
  @Override
  public void stop() {
    execute("drop schema if exists " + name + " cascade");
  }

  private static void execute(String sql) {
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
