package io.dispatcherd.queue.unique;

import static io.dispatcherd.queue.TestQueue.special;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.TwoConnections;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A submission in a transaction that is open, and something beside it. */
@Tag("functional")
class UniqueInterleavingsTest {
  private static final String UNIQUE = "\"unique_for\": 60";
  private static final String REPLACE = "\"replace\": true";
  private static final String COLLECT = "\"collect\": true";

  private TestQueue queue;
  private TwoConnections two;
  private Connection open;
  private Connection other;
  private long service;

  @BeforeEach
  void open() throws SQLException {
    queue = TestQueue.open();
    two = new TwoConnections(queue);
    open = queue.transaction();
    other = queue.database().connect();
    service = queue.service();
  }

  @AfterEach
  void close() throws SQLException {
    two.close();
    queue.close();
  }

  private String submit(Connection on, NewJob job) throws SQLException {
    return queue.store().submit(on, List.of(job)).get(0);
  }

  /** What the end of the job that has the key does with it. */
  private void handOn(Connection on) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(
          queue
              .database()
              .schema()
              .in(
                  "select \"${schema}\".release(array[o.claim], array[o.id]) from"
                      + " \"${schema}\".owner o"));
    }
  }

  private void finish(boolean commits) throws SQLException {
    if (commits) {
      open.commit();
    } else {
      open.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneOfTheSamePeriodWaitsForItsRival(boolean commits) throws Exception {
    submit(open, special(UNIQUE, "k", 1));
    Future<String> second = two.waiting(other, on -> submit(on, special(UNIQUE, "k", 2)));
    finish(commits);
    assertEquals(commits ? "discarded" : "ready", queue.placeOf(TwoConnections.result(second)));
    queue.check();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void oneThatReplacesOrCollectsWaitsForItsRival(boolean collects, boolean commits)
      throws Exception {
    String fields = collects ? COLLECT : REPLACE;
    String first = submit(open, special(fields, "k", 1));
    Future<String> second = two.waiting(other, on -> submit(on, special(fields, "k", 2)));
    finish(commits);
    String waits = TwoConnections.result(second);
    assertEquals(commits, waits.equals(first));
    assertEquals(1, queue.places().size());
    String expected = collects ? commits ? "[[[1], [2]]]" : "[[[2]]]" : "[2]";
    assertEquals(
        List.of(expected),
        queue.database().rows("select message::json -> 'args' from \"${schema}\".job"));
    queue.check();
  }

  @ParameterizedTest
  @ValueSource(strings = {UNIQUE, REPLACE, COLLECT, "\"debounce\": 60"})
  void thoseOfOtherKeysDoNotWait(String fields) throws Exception {
    submit(open, special(fields, "a", 1));
    String uuid = two.atOnce(() -> submit(other, special(fields, "b", 2)));
    open.commit();
    assertEquals(fields.contains("debounce") ? "later" : "ready", queue.placeOf(uuid));
    queue.check();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void theEndOfOneThatRunsDoesNotWait(boolean again, boolean commits) throws Exception {
    submit(other, special(REPLACE, "k", 1));
    ClaimedJob job = queue.claim(service, 1).get(0);
    String next = submit(open, special(REPLACE, "k", 2));
    assertTrue(
        two.atOnce(
            () ->
                queue.end(
                    other,
                    service,
                    job,
                    again ? Outcome.FAILED : Outcome.DONE,
                    again ? Duration.ofHours(1) : null,
                    Set.of(job.run()))));
    finish(commits);
    queue.store().promote(queue.connection(), 100);
    if (commits) {
      assertEquals(again ? "duplicate" : "ready", queue.placeOf(next));
    }
    queue.check();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClaimGoesRoundOneThatIsBeingReplaced(boolean commits) throws Exception {
    String uuid = submit(other, special(REPLACE, "k", 1));
    String plain = submit(other, TestQueue.job());
    assertEquals(uuid, submit(open, special(REPLACE, "k", 2)));
    List<ClaimedJob> claimed = two.atOnce(() -> queue.claim(other, service, 9));
    assertEquals(List.of(plain), claimed.stream().map(ClaimedJob::uuid).toList());
    finish(commits);
    ClaimedJob job = queue.claim(service, 1).get(0);
    assertEquals(uuid, job.uuid());
    assertTrue(String.valueOf(job.message()).contains(commits ? "[2]" : "[1]"));
    queue.check();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatIsBeingCancelledIsNotReplaced(boolean commits) throws Exception {
    String uuid = submit(other, special(REPLACE, "k", 1));
    queue.ask(open, "cancel", uuid);
    Future<String> second = two.waiting(other, on -> submit(on, special(REPLACE, "k", 2)));
    finish(commits);
    assertEquals(commits, !TwoConnections.result(second).equals(uuid));
    assertEquals(commits ? "cancelled" : "ready", queue.placeOf(uuid));
    queue.check();
  }

  /** Whoever waits for a key's lock while the key is handed on has to lock what came instead. */
  @ParameterizedTest
  @CsvSource({"replace, true", "replace, false", "cancel, true", "cancel, false", "delete, true"})
  void theEndOfOneDoesNotWaitForWhoeverSawItsKeyHandedOn(String change, boolean commits)
      throws Exception {
    submit(other, TestQueue.ruled("serial", "k"));
    submit(other, TestQueue.ruled("serial", "k"));
    String held = submit(other, special(REPLACE, "k", 1));
    ClaimedJob first = queue.claim(service, 1).get(0);
    handOn(open);
    Connection changing = queue.transaction();
    Future<?> changed =
        two.waiting(
            changing,
            on ->
                change.equals("replace")
                    ? submit(on, special(REPLACE, "k", 2))
                    : queue.ask(on, change, held));
    open.commit();
    TwoConnections.result(changed);
    assertTrue(queue.end(service, first, Outcome.DONE, null));
    ClaimedJob second = queue.claim(service, 1).get(0);
    assertTrue(
        two.atOnce(
            () -> queue.end(other, service, second, Outcome.DONE, null, Set.of(second.run()))));
    if (commits) {
      changing.commit();
    } else {
      changing.rollback();
    }
    queue.store().promote(queue.connection(), 100);
    assertEquals(
        commits && !change.equals("replace")
            ? change.equals("cancel") ? "cancelled" : "none"
            : "ready",
        queue.placeOf(held));
    queue.check();
  }
}
