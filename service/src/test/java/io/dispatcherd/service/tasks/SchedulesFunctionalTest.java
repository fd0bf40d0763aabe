package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that the configuration names: on schedules, and once at the start. */
@Tag("functional")
class SchedulesFunctionalTest {
  @Test
  void scheduledTasksRunAgainAndAgainAndThoseOfTheStartOnce() throws Exception {
    RunningService.WithPort producers =
        port ->
            Map.of(
                "ScheduledProducer",
                Map.of(
                    "task_schedule",
                    Map.of(
                        "often",
                        Map.of(
                            "task", task("say"), "schedule", 0.1, "args", List.of(port, "often")),
                        "seldom",
                        Map.of(
                            "task",
                            task("say"),
                            "cron",
                            "0 0 1 1 *",
                            "args",
                            List.of(port, "no")))),
                "OnStartProducer",
                Map.of("task_list", Map.of(task("say"), Map.of("args", List.of(port, "start")))));
    try (RunningService service = start(producers)) {
      service.probe().await("start");
      service.probe().await("often");
      service.probe().await("often");
      assertEquals(1, service.probe().all().stream().filter("start"::equals).count());
      Map<?, ?> onStart =
          RunningService.object(service.control("producers").get("on-start-producer"));
      assertEquals(1, onStart.get("produced_count"));
    }
  }

  @Test
  void whatTheTaskDeclaresAppliesAndItsUuidSaysWhereItComesFrom() throws Exception {
    RunningService.WithPort producers =
        port ->
            Map.of(
                "OnStartProducer",
                Map.of(
                    "task_list",
                    Map.of(task("serialGate"), Map.of("args", List.of(port, "declared")))));
    try (RunningService service = start(producers)) {
      service.probe().await("declared");
      Map<?, ?> message = RunningService.object(service.control("running").get("worker-0"));
      assertEquals("serial", message.get("on_duplicate"));
      assertTrue(String.valueOf(message.get("uuid")).startsWith("on-start-"));
    }
  }

  @Test
  void aTaskThatIsNotDeclaredStopsTheStartWhichListsThoseThatAre() {
    ConfigurationException problem =
        assertThrows(
            ConfigurationException.class,
            () ->
                start(
                    port ->
                        Map.of(
                            "ScheduledProducer",
                            Map.of(
                                "task_schedule",
                                Map.of("com.example.Missing.run", Map.of("schedule", 1))))));
    assertTrue(
        String.valueOf(problem.getMessage()).contains("com.example.Missing.run"),
        problem::getMessage);
    assertTrue(String.valueOf(problem.getMessage()).contains(task("say")), problem::getMessage);
  }

  @Test
  void aCronExpressionThatCannotBeReadStopsTheStartAndNamesTheSchedule() {
    ConfigurationException problem =
        assertThrows(
            ConfigurationException.class,
            () ->
                start(
                    port ->
                        Map.of(
                            "ScheduledProducer",
                            Map.of(
                                "task_schedule",
                                Map.of(
                                    "nightly",
                                    Map.of("task", task("noop"), "cron", "99 * * * *"))))));
    assertTrue(String.valueOf(problem.getMessage()).contains("nightly"), problem::getMessage);
  }

  private static RunningService start(RunningService.WithPort producers) {
    return RunningService.builder().part("producers", producers).start();
  }

  private static String task(String name) {
    return ProbeTasks.PREFIX + name;
  }
}
