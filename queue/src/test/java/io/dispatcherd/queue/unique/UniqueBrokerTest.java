package io.dispatcherd.queue.unique;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.PgQueueBroker;
import io.dispatcherd.queue.QueueDatabase;
import io.dispatcherd.queue.QueueOptions;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java and SQL submit with these fields meets each other, and is found by either uuid. */
@Tag("functional")
class UniqueBrokerTest {
  private QueueDatabase database;
  private PgQueueBroker broker;

  @BeforeEach
  void open() throws SQLException {
    database = QueueDatabase.migrated();
    broker =
        new PgQueueBroker(
            QueueOptions.defaults().schema(database.schema()),
            new ConnectionFactory() {
              @Override
              public Connection connect() throws SQLException {
                return DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
              }

              @Override
              public void release(Connection connection) throws SQLException {
                connection.close();
              }

              @Override
              public void abort(Connection connection) throws SQLException {
                connection.abort(Runnable::run);
              }
            });
  }

  @AfterEach
  void close() throws SQLException {
    broker.close();
    database.close();
  }

  private void publish(String fields) {
    broker.publish(List.of(new Outgoing("default", "{\"task\": \"t\", " + fields + "}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"replace\": true",
        "\"debounce\": 1.5",
        "\"debounce\": 60, \"debounce_max\": 90",
        "\"collect\": true"
      })
  void whatJavaSubmitsMeetsWhatSqlDoes(String fields) throws SQLException {
    publish("\"uuid\": \"java\", \"args\": [1, 1.50], " + fields);
    String waits =
        database
            .rows(
                "select \"${schema}\".submit('t', '[1, 1.5]', fields => '{%s}')".formatted(fields))
            .get(0);
    assertEquals("java", waits);
    publish("\"uuid\": \"again\", \"args\": [1, 1.5], " + fields);
    assertEquals("java", broker.jobs().find("again").orElseThrow().uuid());
    assertEquals(List.of("1"), database.rows("select count(*) from \"${schema}\".job"));
  }

  @Test
  void aPeriodHoldsForJavaAndSql() throws SQLException {
    publish("\"uuid\": \"java\", \"key\": \"k\", \"unique_for\": 60");
    database.rows(
        "select \"${schema}\".submit('t', key => 'k', fields => '{\"unique_for\": 60}', uuid =>"
            + " 'sql')");
    assertEquals(
        List.of("discarded"),
        database.rows("select state from \"${schema}\".jobs where uuid = 'sql'"));
  }

  @Test
  void wrongCombinationsAreRefused() {
    BrokerException refusal =
        assertThrows(BrokerException.class, () -> publish("\"replace\": true, \"collect\": true"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("exclude each other"));
  }
}
