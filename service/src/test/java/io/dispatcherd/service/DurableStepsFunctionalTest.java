package io.dispatcherd.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks go on behind the steps that they have done, and wait for signals without a worker. */
@Tag("functional")
class DurableStepsFunctionalTest {
  private static final String TASKS = DurableTasks.class.getName();
  private static final String GREET = QueueTasks.class.getName() + ".greet";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final QueueBench queue = new QueueBench();

  private void start(boolean isOnThreads) {
    ServiceBuilder builder =
        queue.service(Map.of("pool_kwargs", Map.of("max_workers", 1, "shutdown_wait", 0.5)));
    queue.start(isOnThreads ? builder.threads() : builder.processes());
  }

  /** What follows in a job's line are errors of earlier attempts. */
  private void awaitJob(String job) {
    await().atMost(LONG).until(() -> queue.jobs().stream().anyMatch(line -> line.startsWith(job)));
  }

  private void signal(String uuid, String name, String value) throws Exception {
    assertEquals(
        List.of("t"),
        queue.query("select \"${schema}\".signal('%s', '%s', '%s')".formatted(uuid, name, value)));
  }

  private List<String> reasons() throws Exception {
    return queue.query("select state || ' ' || coalesce(reason, '') from \"${schema}\".jobs");
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNextAttemptGoesOnBehindTheStepsThatWereDone(boolean isOnThreads) throws Exception {
    start(isOnThreads);
    Path notes = folder.resolve("notes");
    queue.submit(
        TASKS + ".order",
        ", \"args\": [\"%s\", %b], \"backoff\": [0.1, 0.1]".formatted(notes, !isOnThreads));
    awaitJob("done 2 \"R-1 12.50 3\"");
    assertEquals(List.of("charge", "mail"), Files.readAllLines(notes));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskThatWaitsForSignalsHoldsNoWorkerAndGetsThemInTheirOrder(boolean isOnThreads)
      throws Exception {
    start(isOnThreads);
    Path notes = folder.resolve("notes");
    String uuid = queue.submit(TASKS + ".approved", ", \"args\": [\"%s\"]".formatted(notes));
    await().atMost(LONG).until(this::reasons, List.of("scheduled signal \"decision\"")::equals);
    queue.submit(GREET, ", \"args\": [\"b\"]");
    awaitJob("done 1 \"Hello b\"");
    signal(uuid, "decision", "{\"by\": \"ann\", \"granted\": true}");
    await()
        .atMost(LONG)
        .until(
            () -> queue.query("select value from \"${schema}\".checkpoint where kind = 2"),
            seen -> seen.size() == 1);
    signal(uuid, "other", "null");
    signal(uuid, "decision", "{\"by\": \"bob\", \"granted\": true}");
    awaitJob("done 1 \"ann bob\"");
    assertEquals(List.of("asked", "went on"), Files.readAllLines(notes));
  }

  @Test
  void aSignalThatCameBeforeItIsWaitedForIsFound() throws Exception {
    String uuid =
        queue.submit(
            TASKS + ".approved", ", \"args\": [\"%s\"]".formatted(folder.resolve("notes")));
    signal(uuid, "decision", "{\"by\": \"ann\", \"granted\": true}");
    signal(uuid, "decision", "{\"by\": \"bob\", \"granted\": true}");
    start(true);
    awaitJob("done 1 \"ann bob\"");
    assertEquals(List.of("1"), queue.query("select count(*) from \"${schema}\".run"), "in one run");
  }

  @Test
  void aTimeOutEndsTheWaitAndCostsNoAttempt() {
    start(true);
    queue.submit(TASKS + ".impatient", "");
    awaitJob("done 1 \"never on attempt 1\"");
  }

  @Test
  void aStepAndWhatItWritesAreOneTransaction() throws Exception {
    start(true);
    queue.query("create table \"${schema}\".booked (attempt integer)");
    queue.submit(
        TASKS + ".booking",
        ", \"args\": [\"%s\", \"%s.booked\"], \"backoff\": [0.1, 0.1]"
            .formatted(queue.url(), queue.schemaName()));
    awaitJob("done 3 \"by attempt 2\"");
    assertEquals(List.of("2"), queue.query("select attempt from \"${schema}\".booked"));
  }

  @Test
  void aNameStandsForOneStepAndAResultHasItsBounds() throws Exception {
    start(true);
    queue.submit(TASKS + ".twice", ", \"max_attempts\": 1");
    queue.submit(TASKS + ".large", ", \"max_attempts\": 1");
    await().atMost(LONG).until(() -> queue.jobs().size() == 2 && dead() == 2);
    String errors = String.join("\n", queue.jobs());
    assertTrue(errors.contains("this run has had a step \"same\""), errors);
    assertTrue(errors.contains("has 100002 bytes, more than result_bytes (65536)"), errors);
  }

  private long dead() throws Exception {
    return queue.jobs().stream().filter(job -> job.startsWith("dead")).count();
  }
}
