package io.dispatcherd.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** What a kept task's run may say and do, on threads and in processes. */
@Tag("functional")
class QueueRunFunctionalTest {
  private static final String RUN = QueueRunTasks.class.getName();
  private static final String GREET = QueueTasks.class.getName() + ".greet";
  private static final String FAIL = QueueTasks.class.getName() + ".fail";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final QueueBench queue = new QueueBench();

  private DispatcherService threads() {
    return queue.start(queue.service(pool(2)).threads());
  }

  private static Map<String, Object> pool(int workers) {
    return Map.of("pool_kwargs", Map.of("max_workers", workers, "shutdown_wait", 0.5));
  }

  private void awaitJobs(String... jobs) {
    await().atMost(LONG).until(queue::jobs, List.of(jobs)::equals);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @Test
  void aTaskSaysWhenItIsToBeTriedAgain() {
    threads();
    queue.submit(RUN + ".retrying", "");
    await()
        .atMost(LONG)
        .until(() -> queue.jobs().stream().anyMatch(job -> job.startsWith("done 3 \"attempt 3\"")));
  }

  @Test
  void aTaskThatWouldFailAgainIsDeadAtOnce() {
    threads();
    queue.submit(RUN + ".hopeless", "");
    awaitJobs("dead 1 io.dispatcherd.tasks.NoRetry: never");
  }

  @Test
  void aTaskThatPutsItselfOffLosesNoAttempt() {
    threads();
    queue.submit(RUN + ".snoozing", ", \"args\": [\"%s\"]".formatted(folder.resolve("seen")));
    awaitJobs("done 1 \"attempt 1\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatATaskWritesAndItsEndAreOne(boolean isOnThreads) throws Exception {
    ServiceBuilder builder = queue.service(pool(1));
    queue.start(isOnThreads ? builder.threads() : builder.processes());
    queue.query("create table \"${schema}\".written (attempt integer)");
    queue.submit(
        RUN + ".completing",
        ", \"args\": [\"%s\", \"%s.written\"]".formatted(queue.url(), queue.schemaName()));
    await()
        .atMost(LONG)
        .until(() -> queue.jobs().stream().anyMatch(job -> job.startsWith("done 2 \"both\"")));
    assertEquals(List.of("2"), queue.query("select attempt from \"${schema}\".written"));
  }

  @Test
  void progressIsSeenAndARunningTaskIsCancelledFromElsewhere() throws Exception {
    threads();
    String uuid = queue.submit(RUN + ".waiting", "");
    await()
        .atMost(LONG)
        .until(
            () -> queue.query("select progress from \"${schema}\".jobs"), List.of("0.5")::equals);
    assertEquals(List.of("t"), queue.query("select \"${schema}\".cancel('" + uuid + "')"));
    awaitJobs("cancelled 1");
  }

  @Test
  void callbacksAreJobsOfTheirOwnThatFollowADoneOne() {
    threads();
    queue.submit(
        GREET,
        ", \"args\": [\"a\"], \"callbacks\": [{\"task\": \"%s\", \"args\": [\"b\"]}]"
            .formatted(GREET));
    awaitJobs("done 1 \"Hello a\"", "done 1 \"Hello b\"");
  }

  @Test
  void errbacksFollowADeadOneAndCallbacksDont() throws Exception {
    threads();
    String uuid =
        queue.submit(
            FAIL,
            (", \"max_attempts\": 1, \"errbacks\": [{\"task\": \"%s\", \"args\": [\"c\"]}],"
                    + " \"callbacks\": [{\"task\": \"%s\", \"args\": [\"b\"]}]")
                .formatted(GREET, GREET));
    awaitJobs("dead 1 java.lang.IllegalStateException: as ever", "done 1 \"Hello c\"");
    assertEquals(
        List.of(uuid),
        queue.query("select parent_uuid from \"${schema}\".jobs where parent_uuid is not null"));
  }

  @Test
  void whatATaskSubmitsIsKeptAndKnowsItsParent() throws Exception {
    threads();
    String uuid = queue.submit(RUN + ".submitting", "");
    awaitJobs("done 1", "done 1 \"Hello child\"");
    assertEquals(
        List.of(uuid),
        queue.query("select parent_uuid from \"${schema}\".jobs where parent_uuid is not null"));
  }

  @Test
  void aJobThatKillsItsProcessIsDeadAfterItsAttempts() {
    queue.start(queue.service(pool(1)).processes());
    queue.submit(RUN + ".killing", ", \"max_attempts\": 2");
    awaitJobs("dead 2 its worker died: exit code 137 (SIGKILL)");
  }

  @Test
  void aServiceThatStopsInOrderGivesBackWhatItInterruptsWithTheAttemptAsItWas() throws Exception {
    DispatcherService service = threads();
    queue.submit(RUN + ".waiting", "");
    await().atMost(LONG).until(queue::jobs, List.of("running 1")::equals);
    service.close();
    assertEquals(
        List.of("0"), queue.query("select attempt from \"${schema}\".ready"), "given back");
  }
}
