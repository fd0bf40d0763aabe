package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.TestConfig;
import io.dispatcherd.service.fixtures.WorkerKind;
import io.dispatcherd.testing.TestPostgres;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service as a part of another program. */
@Tag("functional")
class EmbeddingFunctionalTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @Test
  void severalServicesInOneJvmDoNotHearEachOther() throws Exception {
    try (RunningService one = WorkerKind.THREAD.start();
        RunningService other = WorkerKind.THREAD.start()) {
      one.probe("say", "to one");
      one.probe().await("to one");
      one.awaitCount("finished_count", 1);
      assertEquals(0, other.count("received_count"));
      one.service().close();
      other.probe("say", "to the other");
      other.probe().await("to the other");
      assertEquals(List.of("to the other"), other.probe().all());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServiceThatHasStoppedLeavesNothingBehind(WorkerKind workers, @TempDir Path folder)
      throws Exception {
    runOnce(workers, folder); // what the JVM and its libraries keep for ever
    Set<Thread> threads = threadsOfServices(); // and those of other tests that never end
    long descriptors = descriptors();
    int connections = connections();
    List<WeakReference<DispatcherService>> services = new ArrayList<>();
    for (int round = 0; round < (workers == WorkerKind.THREAD ? 30 : 3); round++) {
      services.add(runOnce(workers, folder));
    }
    ServiceProcess.await("the end of all threads")
        .until(() -> threads.containsAll(threadsOfServices()));
    ServiceProcess.await("the end of all connections").until(() -> connections() <= connections);
    ServiceProcess.await("no open files").until(() -> descriptors() <= descriptors + 2);
    try (Stream<Path> left = Files.list(folder)) {
      // The lock beside the socket stays: who removed it could remove another service's.
      assertEquals(List.of(folder.resolve(".control.sock.lock")), left.toList());
    }
    ServiceProcess.await("no memory is held")
        .until(
            () -> {
              System.gc();
              return services.stream().allMatch(service -> service.refersTo(null));
            });
  }

  private static WeakReference<DispatcherService> runOnce(WorkerKind workers, Path folder)
      throws Exception {
    Map<String, Object> config =
        TestConfig.of(
            TestPostgres.shared(),
            "embedding",
            folder.resolve("control.sock"),
            Map.of("max_workers", 1),
            Map.of());
    config.put(
        "service",
        Map.of(
            "process_manager_cls",
            workers == WorkerKind.THREAD ? "ThreadManager" : "ProcessManager",
            "pool_kwargs",
            Map.of("max_workers", 1)));
    try (DispatcherService service = DispatcherService.start(Settings.fromMap(config))) {
      Map<String, Object> noop = Map.of("task", ProbeTasks.PREFIX + "noop");
      assertNull(service.control("run", noop).join().get("error"));
      service.whenIdle().join();
      return new WeakReference<>(service);
    }
  }

  /** Platform threads; virtual ones end with what they wait for, which the other checks see. */
  private static Set<Thread> threadsOfServices() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread
                    .getName()
                    .matches("event-loop|shutdown|dispatcherd-.*|worker-.*|metrics-.*|main-frames"))
        .collect(Collectors.toSet());
  }

  private static long descriptors() throws Exception {
    if (!Files.exists(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }

  private static int connections() throws Exception {
    try (Connection connection = TestPostgres.shared().connect();
        ResultSet count =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE '%embedding%'"
                        + " AND pid <> pg_backend_pid()")) {
      assertTrue(count.next());
      return count.getInt(1);
    }
  }
}
