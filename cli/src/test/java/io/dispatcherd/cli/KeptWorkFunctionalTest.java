package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.config.Settings;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about kept work, on a database, without a service. */
@Tag("functional")
class KeptWorkFunctionalTest {
  private static final String TASK = "app.Tasks.work";

  private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String config = "";

  @BeforeEach
  void writeConfiguration(@TempDir Path folder) throws IOException {
    config =
        Files.writeString(
                folder.resolve("dispatcher.yml"),
                """
                version: 2
                brokers:
                  pg_notify:
                    config: {conninfo: "%1$s"}
                    channels: [%2$s]
                  pg_queue:
                    config: {conninfo: "%1$s"}
                    schema: %2$s
                publish: {default_broker: pg_notify, default_control_broker: pg_notify}
                """
                    .formatted(TestPostgres.shared().conninfo(), schema))
            .toString();
  }

  @AfterEach
  void dropSchema() throws SQLException {
    execute("drop schema if exists \"%s\" cascade".formatted(schema));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void submit(String uuid, String key) {
    String message =
        Json.write(Map.of("task", TASK, "uuid", uuid, "key", key, "args", List.of("secret")));
    try (Broker broker =
        Brokers.open(
            Objects.requireNonNull(Settings.fromFile(Path.of(config)).brokers().get("pg_queue")))) {
      broker.publish(List.of(new Outgoing("default", message, Optional.empty(), true)));
    }
  }

  /** Runs the program and returns its exit status. */
  private int run(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] line = new String[words.length + 2];
    System.arraycopy(words, 0, line, 0, words.length);
    line[words.length] = "--config";
    line[words.length + 1] = config;
    return new DispatcherctlMain(
            Dispatcherd::fromSettings, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(line);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void jobsAreListedAndShown() {
    submit("one", "blue");
    submit("two", "red");
    assertEquals(0, run("jobs"), err.toString());
    assertTrue(lines().get(0).startsWith("- uuid: two"), out.toString());
    assertEquals(0, run("jobs", "--key", "blue", "--output", "json"));
    assertTrue(out.toString().contains("\"uuid\" : \"one\""), out.toString());
    assertFalse(out.toString().contains("two"));
    assertEquals(0, run("jobs", "--state", "done", "--output", "table"));
    assertEquals(List.of("(none)"), lines());
    assertEquals(0, run("job", "one", "--output", "table"));
    assertTrue(out.toString().contains("held"), out.toString());
    assertFalse(out.toString().contains("secret"), out.toString());
    assertEquals(0, run("job", "--uuid", "one", "--arguments"));
    assertTrue(out.toString().contains("secret"), out.toString());
    assertEquals(1, run("job", "three"));
    assertTrue(err.toString().contains("there is no job with the uuid three"), err.toString());
    assertEquals(2, run("jobs", "--state", "gone"));
    assertTrue(err.toString().contains("expected one of scheduled, ready"), err.toString());
  }

  @Test
  void jobsAreSteered() {
    submit("one", "blue");
    submit("two", "blue");
    submit("three", "red");
    assertEquals(0, run("cancel", "one"), err.toString());
    assertTrue(out.toString().contains("job-1"), out.toString());
    assertTrue(out.toString().contains("cancelled"), out.toString());
    assertEquals(1, run("delete", "nothing"));
    assertEquals(0, run("retry", "one"), err.toString());
    assertEquals(1, run("retry", "one"));
    assertTrue(err.toString().contains("one can't be retried: it is held"), err.toString());
    assertEquals(2, run("cancel", "--key", "blue"));
    assertTrue(err.toString().contains("--dry-run"), err.toString());
    assertEquals(2, run("delete", "--yes"));
    assertEquals(0, run("cancel", "--key", "blue", "--dry-run"));
    assertEquals(List.of("- matching: 2"), lines());
    assertEquals(0, run("cancel", "--key", "blue", "--yes"));
    assertEquals(List.of("- cancelled: 2"), lines());
    assertEquals(0, run("purge", "blue", "--yes"));
    assertEquals(List.of("- deleted: 2", "  running: 0"), lines());
    assertEquals(0, run("jobs", "--output", "table"));
    assertEquals(2, lines().size(), out.toString());
  }

  @Test
  void aJobIsSentASignal() {
    submit("one", "blue");
    assertEquals(0, run("signal", "one", "approved", "{\"by\": \"ann\"}"), err.toString());
    assertEquals(List.of("- signalled: 1"), lines());
    assertEquals(0, run("signal", "--uuid", "one", "--name", "approved"), err.toString());
    assertEquals(2, run("signal", "one", "approved", "{by"));
    assertTrue(err.toString().contains("expected JSON"), err.toString());
    assertEquals(0, run("cancel", "one"));
    assertEquals(1, run("signal", "one", "approved"));
    assertTrue(err.toString().contains("one can't be signalled: it is cancelled"), err.toString());
  }

  @Test
  void schedulesAreShownAndChanged() {
    Settings settings = Settings.fromFile(Path.of(config));
    try (Dispatcherd dispatcherd = Dispatcherd.fromSettings(settings)) {
      dispatcherd.schedules().put(ScheduleEntry.every("tidy", TASK, Duration.ofMinutes(5)));
    }
    assertEquals(0, run("schedules", "--output", "table"), err.toString());
    assertTrue(lines().get(1).contains("every 300.0 s"), out.toString());
    assertEquals(0, run("schedule", "tidy", "--set", "cron=0 7 * * *; zone=Europe/Berlin"));
    assertTrue(out.toString().contains("cron: 0 7 * * *"), out.toString());
    assertTrue(out.toString().contains("zone: Europe/Berlin"), out.toString());
    assertEquals(2, run("schedule", "tidy", "--set", "colour=red"));
    assertTrue(err.toString().contains("a schedule has no 'colour'"), err.toString());
    assertEquals(0, run("schedule", "tidy", "--pause"), err.toString());
    assertTrue(out.toString().contains("paused: true"), out.toString());
    assertEquals(0, run("schedule", "tidy", "--resume"), err.toString());
    assertEquals(2, run("schedule", "tidy", "--run", "--delete"));
    assertEquals(0, run("schedule", "tidy", "--run"), err.toString());
    assertTrue(lines().get(0).startsWith("- uuid: "), out.toString());
    assertEquals(0, run("schedule", "tidy", "--delete"), err.toString());
    assertEquals(1, run("schedule", "tidy"));
    assertTrue(err.toString().contains("there is no schedule tidy"), err.toString());
  }

  @Test
  void aWorkflowIsATreeAndIsSteeredAsAWhole() {
    String uuid;
    Settings settings = Settings.fromFile(Path.of(config));
    try (Dispatcherd dispatcherd = Dispatcherd.fromSettings(settings)) {
      uuid =
          dispatcherd
              .workflow("import")
              .task("load", dispatcherd.task(TASK).broker("pg_queue"))
              .task("check", dispatcherd.task(TASK).broker("pg_queue"))
              .after("load")
              .task("tell", dispatcherd.task(TASK).broker("pg_queue"))
              .after("check")
              .submit()
              .uuid();
    }
    assertEquals(0, run("workflow", uuid, "--output", "table"), err.toString());
    assertTrue(lines().get(2).matches(".*    check +held .*"), out.toString());
    assertTrue(lines().get(3).matches(".*      tell +held .*"), out.toString());
    assertEquals(2, run("workflow", uuid, "--from", "load"));
    assertEquals(0, run("workflow", uuid, "--cancel"), err.toString());
    assertEquals(List.of("- cancelled: 3"), lines());
    assertEquals(0, run("workflow", uuid, "--retry", "--from", "check"), err.toString());
    assertEquals(1, run("workflow", "nothing"));
  }

  @Test
  void queuesArePausedAndLimited() {
    submit("one", "blue");
    assertEquals(0, run("pause", "default"), err.toString());
    assertEquals(0, run("queues", "--output", "table"), err.toString());
    assertTrue(lines().get(1).contains("default") && lines().get(1).contains("true"));
    assertEquals(0, run("resume", "--name", "default"));
    assertEquals(
        0, run("queue", "default", "--max-running", "4", "--rate", "100/1m", "--weight", "3"));
    assertTrue(out.toString().contains("max_running: 4"), out.toString());
    assertTrue(out.toString().contains("rate: 100/60000ms"), out.toString());
    assertTrue(out.toString().contains("paused: false"), out.toString());
    assertEquals(0, run("queue", "default", "--max-running", "none"));
    assertTrue(out.toString().contains("max_running: null"), out.toString());
    assertTrue(out.toString().contains("rate: 100/60000ms"), out.toString());
    assertEquals(2, run("queue", "default", "--rate", "often"));
    assertEquals(0, run("nodes", "--output", "table"));
    assertEquals(List.of("(none)"), lines());
  }

  @Test
  void whatIsHostileStaysText() throws SQLException {
    submit("one", "\u001b[31mred\u202e\n");
    execute(
        "insert into \"%1$s\".run (id, run, attempt, outcome, final, ended_at, error, result) select id, 1, 1, 1, true, now(), 'Bad: \u001b[2J', '\"' || repeat('x', 1000000) || '\"' from \"%1$s\".job"
            .formatted(schema));
    assertEquals(0, run("jobs", "--output", "table"), err.toString());
    assertEquals(2, lines().size());
    assertFalse(out.toString().contains("\u001b"));
    assertFalse(out.toString().contains("\u202e"));
    assertEquals(0, run("job", "one", "--output", "table"));
    assertFalse(out.toString().contains("\u001b"));
    assertTrue(out.toString().length() < 10_000, "a result of 1 MB is cut in a table");
    assertEquals(0, run("job", "one", "--output", "json"));
    assertTrue(out.toString().length() > 1_000_000);
    assertFalse(out.toString().contains("\u001b"));
  }

  @Test
  void whereNoBrokerKeepsTasksThatIsSaid(@TempDir Path folder) throws IOException {
    config =
        Files.writeString(
                folder.resolve("socket.yml"),
                "version: 2\nbrokers:\n  socket: {socket_path: test.sock}\n")
            .toString();
    assertEquals(1, run("jobs"));
    assertTrue(err.toString().contains("pg_queue keeps them"), err.toString());
  }
}
