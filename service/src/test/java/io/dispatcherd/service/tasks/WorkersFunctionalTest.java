package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.ProbeWorker;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the configuration makes of workers. */
@Tag("functional")
class WorkersFunctionalTest {
  @ParameterizedTest
  @EnumSource
  void aWorkerClassOfOnesOwnGetsItsOptionsAndItsFailingCallbacksHarmNothing(WorkerKind workers)
      throws Exception {
    try (RunningService service = withWorker(workers, "hello")) {
      service.probe().await("started with hello");
      service.probe().await("idle");
      service.probe("say", "the task");
      service.probe().await("pre " + ProbeTasks.PREFIX + "say");
      service.probe().await("the task");
      service.probe().await("post SUCCEEDED");
      service.probe().await("idle");
      service.awaitCount("finished_count", 1);
      service.service().stop();
      service.probe().await("shut down");
    }
  }

  @ParameterizedTest
  @EnumSource
  void workersThatFailAtTheirStartLeadToOneClearErrorAndNotToASpinningPool(WorkerKind workers)
      throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = withWorker(workers, "unfit")) {
      ServiceProcess.await("a second try").until(() -> service.count("next_worker_id") >= 2);
      service.awaitWorkers("error", 2);
      List<String> errors = log.lines(Level.WARN);
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(errors.getFirst().contains("the printer is out of paper"), errors::toString);
      assertTrue(errors.getFirst().contains("at " + ProbeWorker.class.getName()), errors::toString);
      assertTrue(service.count("next_worker_id") < 5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPreloadedClassIsInitialisedBeforeTheFirstTask(WorkerKind workers) throws Exception {
    Map<String, Object> preload = Map.of("preload_modules", List.of(Preloaded.class.getName()));
    try (RunningService service = workers.builder().process(preload).start()) {
      service.probe("tellProperty", "probe.preloaded");
      service.probe().await("by its initialiser");
    } finally {
      System.clearProperty("probe.preloaded");
    }
  }

  /** Leaves a trace when it is initialised. */
  static final class Preloaded {
    static {
      System.setProperty("probe.preloaded", "by its initialiser");
    }

    private Preloaded() {}
  }

  @Test
  void aClassThatCannotBePreloadedIsNamed() {
    Map<String, Object> preload = Map.of("preload_modules", List.of("com.example.Missing"));

    ConfigurationException problem =
        assertThrows(
            ConfigurationException.class, () -> RunningService.builder().process(preload).start());

    assertEquals(
        "service.process_manager_kwargs.preload_modules: there is no class com.example.Missing on"
            + " the class path",
        problem.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerPastItsLifetimeIsReplacedAndCountedAsRetired(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start(Map.of("worker_max_lifetime_seconds", 0.5))) {
      ServiceProcess.await("retired").until(() -> service.count("retirement_count") >= 1);
      service.probe("say", "served by the next");
      service.probe().await("served by the next");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatDoesNotLeaveIsEndedAfterItsStopWaitAndForgottenAfterItsRemovalWait(
      WorkerKind workers) throws Exception {
    Map<String, Object> pool =
        Map.of(
            "min_workers", 0,
            "scaledown_wait", 0.1,
            "scaledown_interval", 0.1,
            "worker_stop_wait", 0.3,
            "worker_removal_wait", 0.5);
    try (CapturedLog log = new CapturedLog();
        RunningService service = withWorker(workers, "stay", pool)) {
      service.probe("say", "a task");
      service.probe().await("lingering");
      service.awaitWorkers("error", 1);
      service.awaitWorkers("error", 0);
      assertEquals(Set.of("node_id"), service.control("workers").body().keySet());
      assertTrue(
          log.lines(Level.WARN).stream().anyMatch(line -> line.contains("did not leave in time")));
      if (workers == WorkerKind.THREAD) {
        service.probe().release("lingering"); // A thread can't be ended from outside.
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void surplusWorkersGoButForTheReserve(WorkerKind workers) throws Exception {
    Map<String, Object> pool =
        Map.of(
            "max_workers",
            4,
            "scaledown_wait",
            0.2,
            "scaledown_interval",
            0.1,
            "scaledown_reserve",
            2);
    try (RunningService service = workers.start(pool)) {
      for (int i = 0; i < 4; i++) {
        service.probe("gate", "t" + i);
      }
      for (int i = 0; i < 4; i++) {
        service.probe().next(); // all four run at once
      }
      for (int i = 0; i < 4; i++) {
        service.probe().release("t" + i);
      }
      service.awaitCount("finished_count", 4);
      service.awaitCount("retirement_count", 2);
      service.awaitWorkers("retired", 2);
      assertEquals(2, service.count("worker_ct"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerWhoseTaskExitsItIsReplaced(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start(Map.of("max_workers", 1))) {
      service.run(Map.of(), "leave", List.of());
      service.awaitCount("retirement_count", 1);
      service.run(Map.of(), "leaveByThrowing", List.of());
      service.awaitCount("retirement_count", 2);
      service.probe("say", "served by the next");
      service.probe().await("served by the next");
      service.awaitCount("finished_count", 3);
      assertEquals(0, service.count("failed_count"), "to leave is no failure");
    }
  }

  @ParameterizedTest
  @EnumSource
  void errbacksRunFirstThenCallbacksAllUnderTheUuidOfTheTask(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start()) {
      service.run(
          Map.of(
              "uuid", "u-parent",
              "errbacks", List.of(follower(service, "errback")),
              "callbacks", List.of(follower(service, "callback"))),
          "fail",
          List.of());
      assertEquals("errback of u-parent", service.probe().next());
      assertEquals("callback of u-parent", service.probe().next());
      service.awaitCount("failed_count", 1);
      assertEquals(1, service.count("finished_count"), "all of it is one run");
    }
  }

  private static Map<String, Object> follower(RunningService service, String word) {
    return Map.of(
        "task", ProbeTasks.PREFIX + "tellUuid", "args", List.of(service.probe().port(), word));
  }

  @Test
  void jvmArgsReachTheWorkers() throws Exception {
    Map<String, Object> process = Map.of("jvm_args", List.of("-Dprobe.word=from the arguments"));
    try (RunningService service = RunningService.builder().process(process).start()) {
      service.probe("tellProperty", "probe.word");
      service.probe().await("from the arguments");
    }
  }

  @Test
  void tasksOfAFolderThatOnlyTheConfigurationNamesRun(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said");
    Path classes = compile(folder);
    Map<String, Object> process = Map.of("classpath", List.of(classes.toString()));
    try (RunningService service = RunningService.builder().process(process).start()) {
      service.publish(
          "{\"task\": \"outside.OutsideTasks.write\", \"args\": [\"%s\"]}".formatted(said));
      service.awaitCount("finished_count", 1);
      assertEquals("from outside", Files.readString(said));
    }
  }

  @Test
  void aSpareIsUsedAndMadeUpFor() throws Exception {
    Map<String, Object> process = Map.of("spare_workers", 1);
    Set<Long> others = children();
    try (RunningService service = RunningService.builder().process(process).start()) {
      service.awaitWorkers("ready", 1);
      Set<Long> workerAndSpare = awaitChildren(2, others);
      service.probe("gate", "first");
      service.probe().await("first");
      service.probe("gate", "second");
      service.probe().await("second");
      assertEquals(
          workerAndSpare,
          service.workers("ready").stream()
              .map(worker -> ((Number) Objects.requireNonNull(worker.get("pid"))).longValue())
              .collect(Collectors.toSet()));
      awaitChildren(3, others);
    }
  }

  /** Waits until this JVM has so many processes beside these. */
  private static Set<Long> awaitChildren(int count, Set<Long> others) {
    return ServiceProcess.await(count + " processes")
        .until(
            () -> {
              Set<Long> found = children();
              found.removeAll(others);
              return found;
            },
            found -> found.size() == count);
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .map(ProcessHandle::pid)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static RunningService withWorker(WorkerKind workers, String greeting) {
    return withWorker(workers, greeting, Map.of());
  }

  private static RunningService withWorker(
      WorkerKind workers, String greeting, Map<String, Object> pool) {
    RunningService.WithPort worker =
        port ->
            Map.of(
                "worker_cls",
                ProbeWorker.class.getName(),
                "worker_kwargs",
                Map.of("idle_timeout", 0.2, "port", port, "greeting", greeting));
    return workers.builder().pool(pool).part("worker", worker).start();
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
