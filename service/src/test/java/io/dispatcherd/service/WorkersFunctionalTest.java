package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration makes of workers. */
@Tag("functional")
class WorkersFunctionalTest {
  @Test
  void aWorkerClassOfOnesOwnGetsItsOptionsAndItsFailingCallbacksHarmNothing() throws Exception {
    try (RunningService service = withWorker("hello")) {
      service.probe().await("started with hello");
      service.probe().await("idle");
      service.probe("say", "the task");
      service.probe().await("the task");
      service.probe().await("post SUCCEEDED");
      service.probe().await("idle");
      service.awaitCount("finished_count", 1);
      service.service().stop();
      service.probe().await("shut down");
    }
  }

  @Test
  void workersThatFailAtTheirStartLeadToOneClearErrorAndNotToASpinningPool() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = withWorker("unfit")) {
      ServiceProcess.await("a second try").until(() -> service.count("next_worker_id") >= 2);
      service.awaitWorkers("error", 2);
      List<String> errors = log.lines(Level.WARN);
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(errors.getFirst().contains("the printer is out of paper"), errors::toString);
      assertTrue(service.count("next_worker_id") < 5);
    }
  }

  @Test
  void aClassThatCannotBePreloadedIsNamed() {
    Map<String, Object> preload = Map.of("preload_modules", List.of("com.example.Missing"));

    ConfigurationException problem =
        assertThrows(
            ConfigurationException.class, () -> RunningService.with(Map.of(), preload, Map.of()));

    assertEquals(
        "service.process_manager_kwargs.preload_modules: there is no class com.example.Missing on"
            + " the class path",
        problem.getMessage());
  }

  @Test
  void aWorkerPastItsLifetimeIsReplacedAndCountedAsRetired() throws Exception {
    try (RunningService service = RunningService.with(Map.of("worker_max_lifetime_seconds", 1))) {
      ServiceProcess.await("retired").until(() -> service.count("retirement_count") >= 1);
      service.probe("say", "served by the next");
      service.probe().await("served by the next");
    }
  }

  @Test
  void jvmArgsReachTheWorkers() throws Exception {
    Map<String, Object> process = Map.of("jvm_args", List.of("-Dprobe.word=from the arguments"));
    try (RunningService service = RunningService.with(Map.of(), process, Map.of())) {
      service.probe("tellProperty", "probe.word");
      service.probe().await("from the arguments");
    }
  }

  @Test
  void tasksOfAFolderThatOnlyTheConfigurationNamesRun(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said");
    Path classes = compile(folder);
    Map<String, Object> process = Map.of("classpath", List.of(classes.toString()));
    try (RunningService service = RunningService.with(Map.of(), process, Map.of())) {
      service.publish(
          "{\"task\": \"outside.OutsideTasks.write\", \"args\": [\"%s\"]}".formatted(said));
      service.awaitCount("finished_count", 1);
      assertEquals("from outside", Files.readString(said));
    }
  }

  @Test
  void aSpareIsUsedAndMadeUpFor() throws Exception {
    Map<String, Object> process = Map.of("spare_workers", 1);
    try (RunningService service = RunningService.with(Map.of(), process, Map.of())) {
      service.probe("gate", "first");
      service.probe().await("first");
      service.probe("gate", "second");
      service.probe().await("second");
      assertEquals(2, service.workers("ready").size());
    }
  }

  private static RunningService withWorker(String greeting) {
    RunningService.WithPort worker =
        port ->
            Map.of(
                "worker_cls",
                ProbeWorker.class.getName(),
                "worker_kwargs",
                Map.of("idle_timeout", 0.2, "port", port, "greeting", greeting));
    return RunningService.with(Map.of(), Map.of(), Map.of("worker", worker));
  }

  private static Path compile(Path folder) throws IOException {
    Path source = folder.resolve("OutsideTasks.java");
    Files.writeString(
        source,
        """
        package outside;

        public final class OutsideTasks {
          @io.dispatcherd.tasks.Task
          public static void write(String file) throws java.io.IOException {
            java.nio.file.Files.writeString(java.nio.file.Path.of(file), "from outside");
          }
        }
        """);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString());
    assertEquals(0, code);
    return classes;
  }
}
