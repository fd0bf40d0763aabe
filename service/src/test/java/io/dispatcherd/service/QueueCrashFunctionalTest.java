package io.dispatcherd.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services in processes of their own, which are killed and frozen. */
@Tag("functional")
class QueueCrashFunctionalTest {
  private static final String SURVIVING = QueueRunTasks.class.getName() + ".surviving";
  private static final String LEASE_SECONDS = "4";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final QueueBench queue = new QueueBench();
  private final List<Process> services = new ArrayList<>();

  private Process start() throws IOException {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                QueueServiceProgram.class.getName(),
                queue.schemaName(),
                queue.url(),
                LEASE_SECONDS)
            .inheritIO()
            .start();
    services.add(service);
    return service;
  }

  /** Submits the task and waits until its first attempt runs; the process of its worker. */
  private ProcessHandle running() {
    Path file = folder.resolve("pid");
    queue.submit(SURVIVING, ", \"args\": [\"" + file + "\"]");
    await().atMost(LONG).until(() -> Files.exists(file) && Files.size(file) > 0);
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    assertEquals(
        0, new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor());
  }

  @AfterEach
  void close() throws Exception {
    for (Process service : services) {
      List<ProcessHandle> workers = service.descendants().toList();
      service.destroyForcibly().waitFor();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
    queue.close();
  }

  @Test
  void theJobsOfAKilledServiceRunElsewhereWithin20Seconds() throws Exception {
    Process first = start();
    ProcessHandle worker = running();
    start();
    signal("KILL", first);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> queue.jobs().get(0).startsWith("done 2 \"attempt 2\""));
    assertTrue(!worker.isAlive(), "the first run has ended");
  }

  @Test
  void theWorkerOfAFrozenServiceEndsByItsDeadlineAndTheServiceIsRefused() throws Exception {
    Process first = start();
    ProcessHandle worker = running();
    signal("STOP", first);
    // The frozen service reaps nobody: a worker that has ended is a zombie, which counts as gone.
    await()
        .atMost(Duration.ofSeconds(Long.parseLong(LEASE_SECONDS) + 1))
        .until(() -> !isRunning(worker));
    start();
    await().atMost(LONG).until(() -> queue.jobs().get(0).startsWith("done 2 \"attempt 2\""));
    signal("CONT", first);
    Process third = start();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> queue.jobs().get(0).startsWith("done 2 \"attempt 2\""));
    assertTrue(third.isAlive());
    assertEquals(
        List.of("1"),
        queue.query("select count(*) from \"${schema}\".run where final and outcome = 1"));
  }

  private static boolean isRunning(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    return process.isAlive()
        && (!Files.exists(status)
            || Files.readAllLines(status).stream()
                .noneMatch(line -> line.startsWith("State:") && line.contains("Z")));
  }
}
