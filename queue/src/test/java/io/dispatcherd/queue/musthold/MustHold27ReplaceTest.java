package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code replace} and {@code debounce} against a job in any state: never an error, never two. */
@Tag("functional")
class MustHold27ReplaceTest {
  private final List<ClaimedJob> running = new ArrayList<>();
  private TestQueue queue;
  private long service;

  @BeforeEach
  void open() throws SQLException {
    queue = TestQueue.open();
  }

  @AfterEach
  void close() throws SQLException {
    queue.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ready, replaced",
    "scheduled, replaced",
    "undeclared, replaced",
    "behind, replaced",
    "paused, replaced",
    "running, running",
    "done, inserted",
    "dead, inserted",
    "cancelled, inserted",
    "deleted, inserted",
    "none, inserted"
  })
  void replaceMeetsAJobInAnyState(String state, String outcome) throws SQLException {
    meets(state, outcome, "\"replace\": true");
  }

  @ParameterizedTest
  @CsvSource({
    "ready, replaced",
    "scheduled, replaced",
    "undeclared, replaced",
    "behind, replaced",
    "paused, replaced",
    "running, running",
    "done, inserted",
    "dead, inserted",
    "cancelled, inserted",
    "deleted, inserted",
    "none, inserted"
  })
  void debounceMeetsAJobInAnyState(String state, String outcome) throws SQLException {
    meets(state, outcome, "\"debounce\": 60, \"debounce_max\": 3600");
  }

  private void meets(String state, String outcome, String fields) throws SQLException {
    String before = prepare(state);
    for (int i = 1; i <= 3; i++) {
      List<String> answer = submit(fields, i);
      assertEquals(i == 1 ? outcome : "replaced", answer.get(1));
      String waits = answer.get(0);
      assertEquals(i > 1 || outcome.equals("replaced"), waits.equals(before));
      before = waits;
      assertEquals(List.of(before + " [" + i + "]"), waiting());
      queue.check();
    }
    // What was there, and then the new one, run one after the other.
    if (state.equals("undeclared")) {
      service = queue.service();
      queue.store().adopt(queue.connection(), service, 100);
    }
    queue.passTime();
    for (int i = 0; i < 3; i++) {
      for (ClaimedJob job : queue.claim(service, 10)) {
        queue.end(service, job, Outcome.DONE, null);
      }
      endRunning();
      queue.passTime();
    }
    assertEquals("done", queue.placeOf(before));
    queue.check();
  }

  private void endRunning() throws SQLException {
    for (ClaimedJob job : running) {
      queue.end(service, job, Outcome.DONE, null);
    }
    running.clear();
  }

  /** Brings a job of the key into this state; its uuid. */
  private String prepare(String state) throws SQLException {
    if (!state.equals("undeclared")) {
      service = queue.service();
    }
    if (state.equals("none")) {
      return "none";
    }
    if (state.equals("behind")) {
      submit("\"replace\": true", 0);
      running.addAll(queue.claim(service, 1));
    }
    String fields = state.equals("scheduled") ? "\"debounce\": 3600" : "\"replace\": true";
    String uuid = submit(fields, 0).get(0);
    switch (state) {
      case "paused" ->
          queue.end(service, queue.claim(service, 1).get(0), Outcome.FAILED, Duration.ofHours(1));
      case "running" -> running.addAll(queue.claim(service, 1));
      case "done" -> queue.end(service, queue.claim(service, 1).get(0), Outcome.DONE, null);
      case "dead" -> queue.end(service, queue.claim(service, 1).get(0), Outcome.FAILED, null);
      case "cancelled" -> queue.cancel(uuid);
      case "deleted" -> queue.delete(uuid);
      default -> {}
    }
    return uuid;
  }

  /** The uuid of the job that will run, and what became of the submission. */
  private List<String> submit(String fields, int argument) throws SQLException {
    String row =
        queue
            .database()
            .rows(
                """
                select "${schema}".submit('%s', '[%d]', fields => '{%s}', key => 'k'),
                  current_setting('dispatcherd.outcome')
                """
                    .formatted(TestQueue.TASK, argument, fields))
            .get(0);
    return List.of(row.split(" ", -1));
  }

  /** Those that wait, with their arguments. */
  private List<String> waiting() throws SQLException {
    return queue
        .database()
        .rows(
            """
            select j.uuid, j.message::json -> 'args' from "${schema}".job j join "${schema}".jobs s on s.uuid = j.uuid
            where s.state in ('ready', 'scheduled', 'held')
            """);
  }
}
