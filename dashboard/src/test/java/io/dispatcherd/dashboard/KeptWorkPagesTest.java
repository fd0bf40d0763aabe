package io.dispatcherd.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that are read of a real queue, as somebody sees them who may only look. */
@Tag("functional")
class KeptWorkPagesTest {
  private static final String TASK = "app.Tasks.<b>work</b>";

  private static ServedDashboard served;
  private static String workflow = "";

  @BeforeAll
  static void serve() throws Exception {
    String schema = ServedDashboard.newSchema();
    Settings settings = ServedDashboard.settings(schema);
    served = ServedDashboard.of(schema, Dashboard.builder().settings(settings).build());
    try (Dispatcherd dispatcherd = Dispatcherd.fromSettings(settings)) {
      dispatcherd.task(TASK).args("secret").uuid("job-1").queue("a/b").submit();
      dispatcherd.schedules().put(ScheduleEntry.every("tidy", TASK, Duration.ofMinutes(5)));
      workflow =
          dispatcherd
              .workflow("import")
              .task("load", dispatcherd.task(TASK))
              .task("check", dispatcherd.task(TASK))
              .after("load")
              .submit()
              .uuid();
    }
    execute(
        schema,
        """
        insert into "${schema}".job (id, queue, task, message, priority, uuid)
        values (1, 'a/b', 'app.Tasks.dead', '{"task": "app.Tasks.dead"}', 0, 'job-2');
        insert into "${schema}".run (id, run, attempt, outcome, final, service, started_at, ended_at, error)
        values (1, 1, 1, 2, true, 1, now() - interval '3 s', now(), 'java.lang.Exception: secret');
        insert into "${schema}".dead (id, queue, died_at) values (1, "${schema}".name_id('a/b'), now());
        """);
  }

  private static void execute(String schema, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("${schema}", schema));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    served.close();
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> page = served.get(path);
    assertEquals(200, page.statusCode(), path);
    assertFalse(page.body().contains("<b>work"), path);
    assertFalse(page.body().contains("secret"), path);
    return page.body();
  }

  @Test
  void theFirstPageSaysWhatStandsStill() throws Exception {
    String page = page("/");
    assertTrue(page.contains("a/b"), page);
    assertTrue(page.contains("failed for the last time"), page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/queues",
        "/queue?name=a%2Fb",
        "/jobs",
        "/jobs?state=dead&queue=a%2Fb",
        "/job?uuid=job-1",
        "/job?uuid=job-2",
        "/dead",
        "/schedules",
        "/schedule?name=tidy",
        "/workflows",
        "/nodes",
        "/tasks",
        "/task?name=app.Tasks.dead"
      })
  void everyPageIsReadAndSaysNothingConfidentialToWhoMayOnlyLook(String path) throws Exception {
    page(path);
    HttpResponse<String> json = served.get("/api/v1" + path);
    assertEquals(200, json.statusCode(), path);
    assertFalse(json.body().contains("secret"), path);
  }

  @Test
  void pagesShowWhatIsThere() throws Exception {
    assertTrue(page("/jobs?state=dead").contains("job-2"));
    assertFalse(page("/jobs?state=dead").contains("job-1"));
    assertTrue(page("/jobs?uuid=job-1").contains("job-1"));
    assertTrue(page("/dead").contains("java.lang.Exception"));
    assertTrue(page("/tasks").contains("app.Tasks.dead"));
    assertTrue(page("/schedules").contains("tidy"));
    assertTrue(page("/workflows").contains("import"));
    assertTrue(page("/workflow?uuid=" + workflow).contains("check"));
  }

  @Test
  void whatIsNotThereSaysSo() throws Exception {
    for (String path :
        List.of("/queue?name=x", "/job?uuid=x", "/schedule?name=x", "/workflow?uuid=x")) {
      assertEquals(404, served.get(path).statusCode(), path);
    }
    for (String path : List.of("/queue", "/jobs?state=gone", "/workflows?after=x")) {
      assertEquals(400, served.get(path).statusCode(), path);
    }
  }
}
