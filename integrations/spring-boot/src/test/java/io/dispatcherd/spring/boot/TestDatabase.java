package io.dispatcherd.spring.boot;

import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A schema and a channel of a test's own in the shared PostgreSQL. */
public final class TestDatabase implements AutoCloseable {
  private final String name = "spring_" + UUID.randomUUID().toString().replace("-", "");

  /** The name of schema and channel. */
  public String name() {
    return name;
  }

  /** JDBC URL with user and password. */
  public String url() {
    return TestPostgres.shared().jdbcUrl() + "&ApplicationName=" + name;
  }

  /** Properties of an application with {@code pg_queue} here and nothing else. */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("spring.datasource.url", url());
    properties.put("spring.datasource.hikari.maximum-pool-size", 5);
    properties.put("spring.datasource.hikari.minimum-idle", 1);
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.jmx.enabled", false);
    properties.put("dispatcherd.brokers.pg_queue.schema", name);
    properties.put("dispatcherd.brokers.pg_queue.poll-interval", "200ms");
    return properties;
  }

  /** Runs SQL in which {@code SCHEMA} stands for the schema. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("SCHEMA", name));
    }
  }

  /** How many sessions there are of what was opened with {@link #url}. */
  public int sessions() throws SQLException {
    return TestPostgres.shared().sessions(name);
  }

  @Override
  public void close() throws SQLException {
    execute("drop schema if exists SCHEMA cascade");
  }
}
