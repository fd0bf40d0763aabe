package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.jobs.QueueChange;
import io.dispatcherd.queue.store.Registry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What services store of tasks and queues, and what it does to submissions. */
@Tag("functional")
class DeclarationsTest {
  private static final String TASK = "app.Reports.monthly";

  private QueueDatabase database;
  private final List<PgQueueBroker> brokers = new ArrayList<>();

  @BeforeEach
  void open() throws SQLException {
    database = QueueDatabase.migrated();
  }

  @AfterEach
  void close() throws SQLException {
    brokers.forEach(PgQueueBroker::close);
    database.close();
  }

  private PgQueueBroker broker(QueueOptions options) {
    PgQueueBroker broker =
        new PgQueueBroker(options.schema(database.schema()), PgQueueBrokerTest.connections());
    brokers.add(broker);
    return broker;
  }

  private void serve(DeclaredTask... tasks) {
    broker(QueueOptions.defaults()).subscribe(new Subscriber("one", List.of(tasks))).close();
  }

  private String submit(String arguments) throws SQLException {
    return database.rows("select \"${schema}\".submit('" + TASK + "'" + arguments + ")").get(0);
  }

  @Test
  void whoSubmitsBySqlGetsTheDefaultsOfTheTask() throws SQLException {
    serve(
        new DeclaredTask(
            TASK,
            List.of("team", "month"),
            Map.of(
                "queue",
                "reports",
                "priority",
                7,
                "max_attempts",
                3,
                "timeout",
                90,
                "backoff",
                List.of(2, 60),
                "key",
                "of {team}")));

    submit(", args => '[\"blue\", 11]'");
    submit(", kwargs => '{\"team\": 5}', priority => 1, queue => 'other', key => 'own'");

    assertEquals(
        List.of("reports 7 3 of blue", "other 1 3 own"),
        database.rows(
            "select queue, priority, max_attempts, key from \"${schema}\".job order by id"));
    assertEquals(
        List.of("90.000000 2.000000 60.000000"),
        database.rows(
            "select message::json ->> 'timeout', message::json -> 'backoff' ->> 0, message::json ->"
                + " 'backoff' ->> 1 from \"${schema}\".job order by id limit 1"));
  }

  @Test
  void theRuleForDuplicatesOfATaskHoldsForSqlToo() throws SQLException {
    serve(
        new DeclaredTask(
            TASK, List.of("team"), Map.of("on_duplicate", "discard", "key", "{team}")));

    submit(", args => '[\"blue\"]'");
    submit(", kwargs => '{\"team\": \"blue\"}'");
    submit(", args => '[\"red\"]'");

    assertEquals(List.of("discarded 1", "ready 2"), states());
  }

  private List<String> states() throws SQLException {
    return database.rows(
        "select coalesce(e.s, 'ready'), count(*) from \"${schema}\".job j left join (select r.id,"
            + " 'discarded' as s from \"${schema}\".run r where r.outcome = 7) e on e.id = j.id"
            + " group by 1 order by 1");
  }

  @Test
  void anArgumentThatTheKeyNamesMustBeGiven() throws SQLException {
    serve(new DeclaredTask(TASK, List.of("team"), Map.of("key", "{team}")));

    SQLException refused = assertThrows(SQLException.class, () -> submit(""));

    assertTrue(
        String.valueOf(refused.getMessage())
            .contains("the task's key {team} names the argument team, which isn't given"),
        refused.getMessage());
  }

  @Test
  void aDelayOfTheTaskIsKeptBySqlToo() throws SQLException {
    serve(new DeclaredTask(TASK, List.of(), Map.of("delay", 3600)));

    submit("");

    assertEquals(List.of("1"), database.rows("select count(*) from \"${schema}\".later"));
  }

  @Test
  void whatIsDeclaredAgainUnchangedWritesNothing() throws SQLException {
    DeclaredTask task =
        new DeclaredTask(TASK, List.of("a"), Map.of("priority", 7, "backoff", List.of(1, 2)));
    serve(task);
    List<String> before = database.rows("select xmin, ctid from \"${schema}\".task");
    serve(task);

    assertEquals(before, database.rows("select xmin, ctid from \"${schema}\".task"));

    serve(new DeclaredTask(TASK, List.of("a"), Map.of()));

    assertEquals(
        List.of("null null"),
        database.rows("select priority, backoff_first from \"${schema}\".task"));
  }

  @Test
  void aFileSaysWhatHoldsForAQueueAndIsSilentAboutTheRest() throws SQLException {
    Registry registry = new Registry(database.schema());
    Map<String, @Nullable Object> nothing = new HashMap<>();
    nothing.put("max_running", null);
    try (Connection connection = database.connect()) {
      assertEquals(
          Optional.of("max_running is 4 now (was none), weight is 3 now (was 1)"),
          registry.configure(connection, "reports", Map.of("max_running", 4, "weight", 3)));
      assertEquals(
          Optional.empty(), registry.configure(connection, "reports", Map.of("max_running", 4)));
      assertEquals(
          Optional.of("rate_number is 100 now (was none), rate_period is 00:01:00 now (was none)"),
          registry.configure(
              connection, "reports", Map.of("rate_number", 100, "rate_period", "60.0 seconds")));
      assertEquals(
          Optional.of("max_running is none now (was 4)"),
          registry.configure(connection, "reports", nothing));
    }

    assertEquals(
        List.of("3 null 100 00:01:00"),
        database.rows(
            "select weight, max_running, rate_number, rate_period from \"${schema}\".queue"));
  }

  @Test
  void aLimitThatSomebodyChangedStaysUntilAFileNamesIt() throws SQLException {
    String limits =
        "select max_running, starts, extract(epoch from period)::integer from \"${schema}\".bound";
    database.execute("select \"${schema}\".configure_queue('reports', '{\"max_running\": 4}')");
    database.execute(
        "select \"${schema}\".change_queue('reports', '{\"max_running\": 8, \"rate\":"
            + " \"100/1m\"}')");
    database.execute("select \"${schema}\".configure_queue('reports', '{\"weight\": 3}')");
    assertEquals(List.of("8 100 60"), database.rows(limits), "the file is silent about it");

    database.execute("select \"${schema}\".configure_queue('reports', '{\"max_running\": 4}')");
    assertEquals(List.of("4 100 60"), database.rows(limits), "what the file says wins");
  }

  @Test
  void whatAnOperatorChangesOfAQueueHoldsAndTheNextStartOfAFileSeesIt() throws SQLException {
    PgQueueBroker broker = broker(QueueOptions.defaults());
    Registry registry = new Registry(database.schema());
    try (Connection connection = database.connect()) {
      var unused = registry.configure(connection, "reports", Map.of("max_running", 4));
      broker
          .queues()
          .change(
              "reports",
              QueueChange.NONE
                  .maxRunning(Optional.of(2))
                  .rate(Optional.of(new io.dispatcherd.jobs.Rate(100, Duration.ofMinutes(1)))));
      assertEquals(
          List.of("2 100 00:01:00"),
          database.rows("select max_running, starts, period from \"${schema}\".bound"));
      assertEquals(
          List.of("2 100 00:01:00"),
          database.rows("select max_running, rate_number, rate_period from \"${schema}\".queue"));
      assertEquals(
          Optional.of("max_running is 4 now (was 2)"),
          registry.configure(connection, "reports", Map.of("max_running", 4)));
    }
    assertEquals(
        List.of("4 100 00:01:00"),
        database.rows("select max_running, starts, period from \"${schema}\".bound"));
    broker
        .queues()
        .change("reports", QueueChange.NONE.maxRunning(Optional.empty()).rate(Optional.empty()));
    assertEquals(List.of(), database.rows("select * from \"${schema}\".bound"));
  }

  @Test
  void aQueueThatIsFullRefusesByItsNameAndOthersGoOn() throws SQLException {
    serve(new DeclaredTask(TASK, List.of(), Map.of()));
    database.execute("select \"${schema}\".configure_queue('reports', '{\"max_ready\": 3}')");
    PgQueueBroker broker = broker(QueueOptions.defaults());
    Outgoing task = new Outgoing("reports", "{\"task\": \"" + TASK + "\"}");
    broker.publish(List.of(task, task));

    String ofJava =
        String.valueOf(
            assertThrows(BrokerException.class, () -> broker.publish(List.of(task, task)))
                .getMessage());
    broker.publish(List.of(task));
    String ofSql =
        String.valueOf(
            assertThrows(SQLException.class, () -> submit(", queue => 'reports'")).getMessage());
    submit(", queue => 'other'");
    submit(", queue => 'reports', run_at => now() + interval '1 hour'");

    assertTrue(
        ofJava.contains("the queue reports is full: 2 of its jobs are ready, and max_ready is 3"),
        ofJava);
    assertTrue(
        ofSql.contains("the queue reports is full: 3 of its jobs are ready, and max_ready is 3"),
        ofSql);

    database.execute("delete from \"${schema}\".ready");
    // Each look from a session of its own: it counts anew.
    submit(", queue => 'reports'");
  }

  @Test
  void openTransactionsThatSubmitToABoundedQueueDoNotWaitForEachOther() throws SQLException {
    serve(new DeclaredTask(TASK, List.of(), Map.of()));
    database.execute("select \"${schema}\".configure_queue('reports', '{\"max_ready\": 10}')");
    try (Connection one = database.connect();
        Connection other = database.connect()) {
      for (Connection each : List.of(one, other)) {
        each.setAutoCommit(false);
        each.createStatement().execute("set lock_timeout = '2s'");
        each.createStatement()
            .execute(
                database
                    .schema()
                    .in("select \"${schema}\".submit('" + TASK + "', queue => 'reports')"));
      }
      one.commit();
      other.commit();
    }

    assertEquals(List.of("2"), database.rows("select count(*) from \"${schema}\".ready"));
  }

  @Test
  void theBrokersBoundHoldsForQueuesWithoutOneOfTheirOwn() throws SQLException {
    QueueOptions defaults = QueueOptions.defaults();
    QueueOptions small =
        new QueueOptions(defaults.node(), defaults.defaultQueue(), true, defaults.queues(), 1);
    broker(small)
        .subscribe(new Subscriber("one", List.of(new DeclaredTask(TASK, List.of(), Map.of()))))
        .close();
    submit("");

    String refused =
        String.valueOf(assertThrows(SQLException.class, () -> submit("")).getMessage());
    assertTrue(refused.contains("the queue default is full"), refused);
  }
}
