package io.dispatcherd.queue.model;

import static io.dispatcherd.queue.TestQueue.delayed;
import static io.dispatcherd.queue.TestQueue.job;
import static io.dispatcherd.queue.TestQueue.named;
import static io.dispatcherd.queue.TestQueue.ruled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.TwoConnections;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two things at once, one of them in a transaction that is open: who waits for whom, and what is
 * there once it is committed or rolled back.
 */
@Tag("functional")
class InterleavingsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration AT_ONCE = Duration.ZERO;

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

  private void finish(boolean commits) throws SQLException {
    if (commits) {
      open.commit();
    } else {
      open.rollback();
    }
  }

  /** Calls a function of the queue within the transaction that is open. */
  private void inTransaction(String call) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet rows = statement.executeQuery(queue.database().schema().in(call))) {
      rows.next();
    }
  }

  private void endInTransaction(ClaimedJob job, int outcome, @Nullable String again)
      throws SQLException {
    inTransaction(
        """
        select "${schema}".finish(%d, array[%d], array[%d], array[%d], array[%d]::smallint[],
          array[null]::timestamptz[], array[null], array[null], array[%s]::interval[], array[true],
          array[%s]::bytea[], array[%2$d])
        """
            .formatted(
                service,
                job.run(),
                job.id(),
                job.attempt(),
                outcome,
                again == null ? "null" : "'" + again + "'",
                job.claim() == null ? "null" : "'\\x" + job.claim() + "'"));
  }

  private ClaimedJob claimOne() throws SQLException {
    List<ClaimedJob> jobs = queue.claim(service, 1);
    assertEquals(1, jobs.size());
    return jobs.get(0);
  }

  /** What any service does at its next look. */
  private void look() throws SQLException {
    queue.store().promote(queue.connection(), 1000);
  }

  @Nested
  class Submitting {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneOfTheSameUuidWaitsForItsRival(boolean commits) throws Exception {
      submit(open, named("mine"));
      Future<String> second = two.waiting(other, on -> submit(on, named("mine")));
      finish(commits);
      assertEquals("mine", TwoConnections.result(second));
      assertEquals(List.of("mine ready 0"), queue.places());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneOfTheSameKeyWaitsForItsRival(boolean commits) throws Exception {
      submit(open, ruled("discard", "k"));
      Future<String> second = two.waiting(other, on -> submit(on, ruled("discard", "k")));
      finish(commits);
      assertEquals(commits ? "discarded" : "ready", queue.placeOf(TwoConnections.result(second)));
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoThatQueueOneTheSecondWaits(boolean commits) throws Exception {
      queue.submit(ruled("queue_one", "k"));
      submit(open, ruled("queue_one", "k"));
      Future<String> second = two.waiting(other, on -> submit(on, ruled("queue_one", "k")));
      finish(commits);
      assertEquals(
          commits ? "discarded" : "duplicate", queue.placeOf(TwoConnections.result(second)));
      queue.check();
    }

    @Test
    void twoOfDifferentKeysDoNotWait() throws Exception {
      queue.submit(ruled("serial", "c"));
      submit(open, job());
      submit(open, named("mine"));
      submit(open, ruled("serial", "a"));
      submit(open, ruled("serial", "c"));
      two.atOnce(() -> submit(other, job()));
      two.atOnce(() -> submit(other, named("yours")));
      two.atOnce(() -> submit(other, ruled("serial", "b")));
      two.atOnce(() -> submit(other, ruled("serial", "c")));
      two.atOnce(() -> submit(other, ruled("discard", "c")));
      open.commit();
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatMeetsTheEndOfTheJobThatHasItsKey(boolean commits) throws Exception {
      queue.submit(ruled("serial", "k"));
      endInTransaction(claimOne(), 1, null);
      Future<String> second = two.waiting(other, on -> submit(on, ruled("serial", "k")));
      finish(commits);
      assertEquals(commits ? "ready" : "duplicate", queue.placeOf(TwoConnections.result(second)));
      queue.check();
    }
  }

  @Nested
  class Ending {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForNobodyWhoAddsOneForItsKeyAndLeavesNoneBehind(boolean commits) throws Exception {
      queue.submit(ruled("serial", "k"), job());
      List<ClaimedJob> jobs = queue.claim(service, 10);
      submit(open, ruled("serial", "k"));
      assertTrue(
          two.atOnce(
              () ->
                  queue.end(
                      queue.connection(), service, jobs.get(0), Outcome.DONE, null, Set.of())));
      assertTrue(queue.end(service, jobs.get(1), Outcome.DONE, null));
      finish(commits);
      look();
      assertEquals(commits ? 1 : 0, queue.claim(service, 10).size());
      queue.check();
      assertEquals(
          List.of("0"), queue.database().rows("select count(*) from \"${schema}\".unreleased"));
      if (!commits) {
        assertEquals("ready", queue.placeOf(queue.submitOne(ruled("serial", "k"))));
      }
    }

    @Test
    void aKeyThatIsStillToBeFreedIsKeptByAJobThatComesBack() throws Exception {
      String uuid = queue.submitOne(ruled("serial", "k"));
      ClaimedJob job = claimOne();
      submit(open, ruled("serial", "k"));
      assertTrue(two.atOnce(() -> queue.end(service, job, Outcome.FAILED, null)));
      assertTrue(two.atOnce(() -> queue.retry(uuid)));
      open.commit();
      look();
      look();
      assertEquals("ready", queue.placeOf(uuid));
      assertEquals(1, queue.claim(service, 10).size());
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForNobodyWhoCancelsTheOneThatIsHeld(boolean commits) throws Exception {
      queue.submit(ruled("serial", "k"));
      String held = queue.submitOne(ruled("serial", "k"));
      ClaimedJob job = claimOne();
      assertTrue(queue.ask(open, "cancel", held));
      assertTrue(two.atOnce(() -> queue.end(service, job, Outcome.DONE, null)));
      finish(commits);
      look();
      assertEquals(commits ? "cancelled" : "ready", queue.placeOf(held));
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void meetsARescue(boolean commits) throws Exception {
      queue.submit(job());
      ClaimedJob job = claimOne();
      long next = queue.service();
      queue.expire(service);
      inTransaction("select \"${schema}\".rescue(%d, 20)".formatted(next));
      Future<Boolean> end =
          two.waiting(
              other, on -> queue.end(on, service, job, Outcome.DONE, null, Set.of(job.run())));
      finish(commits);
      assertEquals(!commits, TwoConnections.result(end));
      assertEquals(commits ? "ready" : "done", queue.placeOf(job.uuid()));
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isMetByARescue(boolean commits) throws Exception {
      queue.submit(job());
      ClaimedJob job = claimOne();
      long next = queue.service();
      queue.expire(service);
      endInTransaction(job, 1, null);
      // What is being told is left to the next pass.
      assertEquals(0, queue.rescue(next));
      finish(commits);
      assertEquals(commits ? 0 : 1, queue.rescue(next));
      assertEquals(commits ? "done" : "ready", queue.placeOf(job.uuid()));
      queue.check();
    }

    @Test
    void ofTheFirstRunOfARescuedJobFreesNothing() throws Exception {
      queue.submit(ruled("discard", "k"));
      ClaimedJob first = claimOne();
      long next = queue.service();
      queue.expire(service);
      assertEquals(1, queue.rescue(next));
      assertEquals(1, queue.claim(next, 1).size());
      assertFalse(queue.end(service, first, Outcome.DONE, null));
      assertEquals("discarded", queue.placeOf(queue.submitOne(ruled("discard", "k"))));
      queue.check();
    }

    @Test
    void thatIsToldTwiceFreesNothingTwice() throws Exception {
      String uuid = queue.submitOne(ruled("serial", "k"));
      queue.submit(job());
      List<ClaimedJob> jobs = queue.claim(service, 2);
      Connection on = queue.connection();
      assertTrue(queue.end(on, service, jobs.get(0), Outcome.FAILED, null, Set.of()));
      queue.retry(uuid);
      assertFalse(queue.end(on, service, jobs.get(0), Outcome.FAILED, null, Set.of()));
      assertEquals("duplicate", queue.placeOf(queue.submitOne(ruled("serial", "k"))));
      queue.check();
    }
  }

  @Nested
  class Moving {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDueWaitsForNobodyWhoSubmitsItsKey(boolean commits) throws Exception {
      String due = queue.submitOne(ruled("serial", "k", HOUR));
      String plain = queue.submitOne(delayed(HOUR));
      String free = queue.submitOne(ruled("serial", "other", HOUR));
      submit(open, ruled("serial", "k"));
      two.atOnce(
          () -> {
            queue.passTime();
            return true;
          });
      assertEquals("later", queue.placeOf(due));
      assertEquals("ready", queue.placeOf(plain));
      assertEquals("ready", queue.placeOf(free));
      finish(commits);
      queue.passTime();
      assertEquals(commits ? "duplicate" : "ready", queue.placeOf(due));
      queue.check();
    }

    @Test
    void whatIsAdoptedWaitsForNobodyWhoSubmitsItsKey() throws Exception {
      NewJob unknown =
          new NewJob(
              "{}",
              "a.B",
              null,
              null,
              null,
              null,
              null,
              "serial",
              TestQueue.claimOf("k"),
              "k",
              null);
      String held = queue.submitOne(unknown);
      submit(open, ruled("serial", "k"));
      long able = queue.service("a.B");
      assertEquals(1, two.atOnce(() -> queue.store().adopt(queue.connection(), able, 100)));
      assertEquals("later", queue.placeOf(held));
      open.rollback();
      queue.passTime();
      assertEquals("ready", queue.placeOf(held));
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClaimGoesRoundWhatSomebodyIsCancelling(boolean commits) throws Exception {
      String cancelled = queue.submitOne(job());
      String free = queue.submitOne(job());
      assertTrue(queue.ask(open, "cancel", cancelled));
      List<ClaimedJob> jobs = two.atOnce(() -> queue.claim(service, 10));
      assertEquals(List.of(free), jobs.stream().map(ClaimedJob::uuid).toList());
      finish(commits);
      assertEquals(commits ? 0 : 1, queue.claim(service, 10).size());
      queue.check();
    }
  }

  @Nested
  class Steering {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelThatMeetsAFailureReachesTheNextAttempt(boolean commits) throws Exception {
      queue.submit(job());
      ClaimedJob job = claimOne();
      endInTransaction(job, 2, "1 hour");
      Future<Boolean> cancel = two.waiting(other, on -> queue.ask(on, "cancel", job.uuid()));
      finish(commits);
      assertTrue(TwoConnections.result(cancel));
      assertEquals(commits ? "cancelled" : "running", queue.placeOf(job.uuid()));
      queue.check();
    }

    @Test
    void whatIsCancelledIsNotTriedAgainHoweverItsRunEnds() throws Exception {
      for (Outcome outcome :
          List.of(Outcome.FAILED, Outcome.TIMED_OUT, Outcome.SNOOZED, Outcome.LOST)) {
        queue.submit(ruled("serial", "k"));
        ClaimedJob job = claimOne();
        assertTrue(queue.cancel(job.uuid()));
        assertTrue(queue.end(service, job, outcome, AT_ONCE));
        assertEquals("cancelled", queue.placeOf(job.uuid()));
      }
      queue.submit(job());
      ClaimedJob job = claimOne();
      assertTrue(queue.cancel(job.uuid()));
      queue.store().giveBack(queue.connection(), service, List.of(job), Set.of(job.run()));
      assertEquals("cancelled", queue.placeOf(job.uuid()));
      queue.check();
    }

    @Test
    void whatIsCancelledIsNotRunElsewhereIfItsServiceDies() throws Exception {
      queue.submit(ruled("serial", "k"));
      ClaimedJob job = claimOne();
      assertTrue(queue.cancel(job.uuid()));
      long next = queue.service();
      queue.expire(service);
      queue.rescue(next);
      assertEquals("cancelled", queue.placeOf(job.uuid()));
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoRetriesAtOnceOneCounts(boolean commits) throws Exception {
      String uuid = queue.submitOne(job());
      queue.end(service, claimOne(), Outcome.FAILED, null);
      assertTrue(queue.ask(open, "retry", uuid));
      Future<Boolean> second = two.waiting(other, on -> queue.ask(on, "retry", uuid));
      finish(commits);
      assertEquals(!commits, TwoConnections.result(second));
      assertEquals("ready", queue.placeOf(uuid));
      queue.check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeleteThatMeetsARetryDeletesAll(boolean commits) throws Exception {
      String uuid = queue.submitOne(job());
      queue.end(service, claimOne(), Outcome.FAILED, null);
      assertTrue(queue.ask(open, "retry", uuid));
      Future<Boolean> delete = two.waiting(other, on -> queue.ask(on, "delete", uuid));
      finish(commits);
      assertTrue(TwoConnections.result(delete));
      assertEquals(List.of(), queue.places());
      queue.check();
    }

    @Test
    void aJobThatRunsIsNotTouchedByDelete() throws Exception {
      queue.submit(job());
      ClaimedJob job = claimOne();
      assertFalse(queue.delete(job.uuid()));
      assertTrue(queue.end(service, job, Outcome.FAILED, AT_ONCE));
      look();
      assertEquals("ready", queue.placeOf(job.uuid()));
    }
  }
}
