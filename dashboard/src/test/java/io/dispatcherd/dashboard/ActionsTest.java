package io.dispatcherd.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.reading.Sources;
import io.dispatcherd.dashboard.site.Site;
import io.dispatcherd.dashboard.web.Method;
import io.dispatcherd.dashboard.web.Route;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.publish.Dispatcherd;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators do over the dashboard, and who may, in an application that signs them in. */
@Tag("functional")
class ActionsTest {
  private static final String TASK = "app.Tasks.work";
  private static final String VIEWER = "DISPATCHERD_VIEWER";
  private static final String OPERATOR = "DISPATCHERD_OPERATOR";
  private static final String ADMIN = "DISPATCHERD_ADMIN";

  private ServedDashboard served;
  private Dispatcherd dispatcherd;

  @BeforeEach
  void serve() throws Exception {
    String schema = ServedDashboard.newSchema();
    Settings settings = ServedDashboard.settings(schema);
    served =
        ServedDashboard.signedIn(
            schema, Dashboard.builder().settings(settings).applicationRoles().build());
    dispatcherd = Dispatcherd.fromSettings(settings);
    for (String uuid : List.of("one", "two", "three")) {
      dispatcherd.task(TASK).uuid(uuid).queue("mail").submit();
    }
  }

  @AfterEach
  void stop() throws Exception {
    dispatcherd.close();
    served.close();
  }

  private HttpResponse<String> act(String role, String action, String form) throws Exception {
    return served.postFromOwnPage("/actions/" + action, form, "X-Role", role);
  }

  private JobState state(String uuid) {
    return dispatcherd.jobs().find(uuid).orElseThrow().state();
  }

  @Test
  void everyChangeIsRefusedToWhoMayOnlyLook() throws Exception {
    List<Route> changes =
        Site.routes(new Sources(dispatcherd, Optional.empty()), Set.of()).stream()
            .filter(route -> route.method() == Method.POST)
            .toList();
    assertTrue(changes.size() >= 10, changes.toString());
    for (Route change : changes) {
      HttpResponse<String> answer =
          served.postFromOwnPage("/" + change.path(), "uuid=one&name=mail", "X-Role", VIEWER);
      assertEquals(403, answer.statusCode(), change.path());
    }
    assertEquals(401, served.get("/jobs").statusCode(), "nobody is signed in");
    assertEquals(JobState.HELD, state("one"));
  }

  @Test
  void aJobIsCancelledRetriedAndDeletedByThoseWhoMay() throws Exception {
    assertEquals(303, act(OPERATOR, "cancel", "uuid=one").statusCode());
    assertEquals(JobState.CANCELLED, state("one"));
    assertEquals(409, act(OPERATOR, "cancel", "uuid=one").statusCode(), "it has ended");
    assertEquals(303, act(OPERATOR, "retry", "uuid=one").statusCode());
    assertEquals(JobState.HELD, state("one"));
    assertEquals(403, act(OPERATOR, "delete", "uuid=one").statusCode());
    assertEquals(303, act(ADMIN, "delete", "uuid=one").statusCode());
    assertTrue(dispatcherd.jobs().find("one").isEmpty());
  }

  @Test
  void aBulkActionHitsWhatWasShownAndActsOnce() throws Exception {
    HttpResponse<String> confirm =
        served.get("/confirm?action=cancel&all=yes&queue=mail", "X-Role", OPERATOR);
    assertEquals(200, confirm.statusCode(), confirm::body);
    assertTrue(confirm.body().contains("Cancel 3 jobs?"), confirm::body);
    dispatcherd.task(TASK).uuid("later").queue("mail").submit();
    StringBuilder form = new StringBuilder();
    Matcher field =
        Pattern.compile("type=\"hidden\" name=\"([a-z]+)\" value=\"([^\"]*)\"")
            .matcher(confirm.body());
    while (field.find()) {
      form.append(form.isEmpty() ? "" : "&")
          .append(field.group(1))
          .append('=')
          .append(field.group(2));
    }
    assertEquals(303, act(OPERATOR, "cancel", form.toString()).statusCode());
    assertEquals(JobState.HELD, state("later"), "it came after the question");
    assertEquals(JobState.CANCELLED, state("three"));
    act(OPERATOR, "retry", "uuid=three");
    assertEquals(303, act(OPERATOR, "cancel", form.toString()).statusCode());
    assertEquals(JobState.HELD, state("three"), "the same form again does nothing");
  }

  @Test
  void queuesSchedulesAndWorkflowsAreSteered() throws Exception {
    dispatcherd.schedules().put(ScheduleEntry.every("tidy", TASK, Duration.ofMinutes(5)));
    String workflow =
        dispatcherd.workflow("import").task("load", dispatcherd.task(TASK)).submit().uuid();
    assertEquals(303, act(OPERATOR, "pause-queue", "name=mail").statusCode());
    assertTrue(
        dispatcherd.queues().list().stream()
            .anyMatch(queue -> queue.name().equals("mail") && queue.isPaused()));
    assertEquals(303, act(OPERATOR, "resume-queue", "name=mail").statusCode());
    assertEquals(303, act(OPERATOR, "run-schedule", "name=tidy").statusCode());
    assertEquals(303, act(ADMIN, "pause-schedule", "name=tidy").statusCode());
    assertTrue(dispatcherd.schedules().find("tidy").orElseThrow().isPaused());
    assertEquals(409, act(ADMIN, "pause-schedule", "name=none").statusCode());
    assertEquals(303, act(OPERATOR, "cancel-workflow", "uuid=" + workflow).statusCode());
    assertTrue(dispatcherd.workflows().find(workflow).orElseThrow().hasEnded());
  }

  @Test
  void everyActionIsALineOfTheAudit() throws Exception {
    act(OPERATOR, "cancel", "uuid=one");
    act(OPERATOR, "cancel", "uuid=one");
    String page = served.get("/audit", "X-Role", VIEWER).body();
    assertTrue(page.contains("ann") && page.contains("operator"), page);
    assertTrue(page.contains("cancel") && page.contains("not possible"), page);
    assertFalse(page.contains("<input"), page);
  }
}
