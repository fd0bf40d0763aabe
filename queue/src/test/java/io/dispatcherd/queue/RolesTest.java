package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.ScheduleChange;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.jobs.Schedules;
import io.dispatcherd.jobs.WorkflowStepInfo;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.publish.Dispatcherd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The roles of the page for operators, granted as it says, may do what they are for and no more.
 */
@Tag("functional")
class RolesTest {
  private static final Path PAGE = Path.of("../docs/howto/operate-the-queue.md");
  private static final List<String> ROLES = List.of("publisher", "worker", "viewer", "operator");
  private static final String TASK = "app.Task";
  private static final String DENIED = "42501";

  private QueueDatabase database;
  private final List<PgQueueBroker> brokers = new ArrayList<>();

  @BeforeEach
  void grant() throws Exception {
    database = QueueDatabase.migrated();
    Matcher block =
        Pattern.compile("```sql\\R(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    if (!block.find()) {
      throw new IllegalStateException("the page grants nothing");
    }
    String grants = block.group(1).replace("dispatcherd", database.schema().value());
    for (String role : ROLES) {
      database.execute("create role " + named(role));
      grants = grants.replaceAll(" to " + role + ";", " to " + named(role) + ";");
    }
    database.execute(grants);
  }

  @AfterEach
  void drop() throws SQLException {
    brokers.forEach(PgQueueBroker::close);
    for (String role : ROLES) {
      database.execute("drop owned by " + named(role));
    }
    database.close();
    for (String role : ROLES) {
      database.execute("drop role " + named(role));
    }
  }

  /** Roles belong to the whole server. */
  private String named(String role) {
    return role + "_" + database.schema();
  }

  private PgQueueBroker broker(String role) {
    PgQueueBroker broker =
        new PgQueueBroker(
            QueueOptions.defaults().schema(database.schema()),
            new ConnectionFactory() {
              @Override
              public Connection connect() throws SQLException {
                Connection connection = PgQueueBrokerTest.connections().connect();
                try (Statement statement = connection.createStatement()) {
                  statement.execute("set role " + named(role));
                }
                return connection;
              }

              @Override
              public void release(Connection connection) throws SQLException {
                connection.close();
              }
            });
    brokers.add(broker);
    return broker;
  }

  private String as(String role, String sql) throws SQLException {
    try (Connection connection = PgQueueBrokerTest.connections().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set role " + named(role));
      boolean isResult = statement.execute(database.schema().in(sql));
      if (!isResult) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "none";
      }
    }
  }

  private String submitted() throws SQLException {
    return database.rows("select \"${schema}\".submit('" + TASK + "', args => '[42]')").get(0);
  }

  private void assertDenied(String role, String sql) {
    SQLException refused = assertThrows(SQLException.class, () -> as(role, sql), sql);
    assertEquals(DENIED, refused.getSQLState(), sql + ": " + refused.getMessage());
  }

  @Test
  void aPublisherSubmitsOverSqlAndOverTheBroker() throws SQLException {
    as("publisher", "select \"${schema}\".submit('" + TASK + "', on_duplicate => 'serial')");
    broker("publisher").publish(List.of(new Outgoing("default", "{\"task\": \"" + TASK + "\"}")));

    assertEquals(List.of("2"), database.rows("select count(*) from \"${schema}\".job"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from \"${schema}\".job",
        "select * from \"${schema}\".jobs",
        "select * from \"${schema}\".ready",
        "delete from \"${schema}\".job",
        "select \"${schema}\".cancel('x')",
        "select \"${schema}\".pause('default')",
        "select \"${schema}\".register('x', '{}', '{}', '1 minute')",
        "select \"${schema}\".drop_partition('1 second', '1 second')",
        "select \"${schema}\".configure_queue('default', '{}')",
        "select \"${schema}\".list_schedules()",
        "select \"${schema}\".workflow_steps('x')",
        "select \"${schema}\".cancel_workflow('x')",
        "select \"${schema}\".run_schedule('x')"
      })
  void aPublisherCanDoNothingElse(String sql) throws SQLException {
    submitted();

    assertDenied("publisher", sql);
  }

  private String workflow() {
    try (Dispatcherd publisher = Dispatcherd.over(broker("publisher"))) {
      return publisher
          .workflow("two")
          .task("a", publisher.task(TASK))
          .then("b", publisher.task(TASK).args(42))
          .submit()
          .uuid();
    }
  }

  @Test
  void aPublisherSubmitsAWorkflowThatAViewerSeesAndAnOperatorSteers() throws SQLException {
    String uuid = workflow();

    for (String role : List.of("viewer", "operator")) {
      assertEquals(
          List.of("a", "b"),
          broker(role).workflows().find(uuid).orElseThrow().steps().stream()
              .map(WorkflowStepInfo::name)
              .toList());
    }
    assertEquals(2, broker("viewer").jobs().list(JobFilter.ALL, 10).size());
    assertEquals("default", broker("viewer").queues().list().get(0).name());
    assertEquals(2, broker("operator").workflows().cancel(uuid).orElseThrow());
    assertEquals(2, broker("operator").workflows().retry(uuid).orElseThrow());
    assertDenied("viewer", "select \"${schema}\".cancel_workflow('" + uuid + "')");
    assertDenied("viewer", "select \"${schema}\".retry_workflow('" + uuid + "')");
    assertDenied("operator", "select * from \"${schema}\".workflow");
  }

  @Test
  void aViewerSeesSchedulesWithoutArgumentsAndAnOperatorSteersThem() throws SQLException {
    broker("worker")
        .schedules()
        .put(ScheduleEntry.every("often", TASK, Duration.ofHours(1)).args(List.of("secret")));

    ScheduleInfo seen = broker("viewer").schedules().find("often").orElseThrow();
    assertEquals(TASK, seen.task());
    assertFalse(
        as("viewer", "select s::text from \"${schema}\".list_schedules() s").contains("secret"));
    for (String sql :
        List.of(
            "select submission from \"${schema}\".schedule",
            "select \"${schema}\".pause_schedule('often', true)",
            "select \"${schema}\".change_schedule('often', '{}')",
            "select \"${schema}\".run_schedule('often')",
            "select \"${schema}\".delete_schedule('often')")) {
      assertDenied("viewer", sql);
    }
    Schedules schedules = broker("operator").schedules();
    assertTrue(schedules.pause("often"));
    assertTrue(schedules.change("often", ScheduleChange.NONE.every(Duration.ofMinutes(5))));
    assertTrue(schedules.run("often").isPresent());
    assertEquals(
        "{\"task\": \"app.Task\", \"args\": [\"secret\"]}",
        database
            .rows("select message from \"${schema}\".job")
            .get(0)
            .replaceAll(", \"time_pub\".*\\}", "}"));
    assertTrue(schedules.delete("often"));
    assertDenied("operator", "select submission from \"${schema}\".schedule");
  }

  @Test
  void aWorkerRunsWhatAnotherSubmitted() throws Exception {
    String uuid = submitted();
    Subscription subscription =
        broker("worker")
            .subscribe(new Subscriber("one", List.of(new DeclaredTask(TASK, List.of(), Map.of()))));
    Delivery delivery = null;
    for (int look = 0; delivery == null && look < 50; look++) {
      List<?> received = subscription.receive(1, Duration.ofMillis(200));
      delivery = received.isEmpty() ? null : (Delivery) received.get(0);
    }
    if (delivery == null) {
      throw new AssertionError("nothing was received");
    }
    delivery
        .acknowledge(new Acknowledgement.Failed("no", false, java.util.Optional.empty()))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    assertEquals(
        "dead", as("operator", "select state from \"${schema}\".jobs where uuid = '" + uuid + "'"));
  }

  @Test
  void aWorkerLooksAfterTheHistory() throws SQLException {
    as("worker", "select \"${schema}\".make_partitions('1 minute')");
    as("worker", "select \"${schema}\".drop_partition('1 second', '1 second')");
    as("worker", "select \"${schema}\".prune('1 second', '1 second')");
    assertDenied("worker", "create table \"${schema}\".mine (a integer)");
    assertDenied("worker", "drop table \"${schema}\".job");
  }

  @Test
  void aViewerSeesJobsAndNeitherArgumentsNorMayHeSteer() throws SQLException {
    String uuid = submitted();

    assertEquals(uuid, as("viewer", "select uuid from \"${schema}\".jobs"));
    assertEquals(
        uuid, as("viewer", "select uuid from \"${schema}\".list_jobs(null, null, null, null, 10)"));
    assertDenied("viewer", "select \"${schema}\".message_of('" + uuid + "')");
    assertDenied("viewer", "select message from \"${schema}\".job");
    assertDenied("viewer", "select \"${schema}\".cancel('" + uuid + "')");
    assertDenied("viewer", "select \"${schema}\".submit('" + TASK + "')");
  }

  @Test
  void anOperatorCancelsRetriesAndDeletes() throws SQLException {
    String uuid = submitted();

    assertEquals("t", as("operator", "select \"${schema}\".cancel('" + uuid + "')"));
    assertEquals("cancelled", as("operator", "select state from \"${schema}\".jobs"));
    assertEquals("t", as("operator", "select \"${schema}\".retry('" + uuid + "')"));
    assertEquals("t", as("operator", "select \"${schema}\".delete('" + uuid + "')"));
    as("operator", "select \"${schema}\".pause('default')");
    assertEquals(List.of("t"), database.rows("select paused from \"${schema}\".queue"));
    assertDenied("operator", "select message from \"${schema}\".job");
  }
}
