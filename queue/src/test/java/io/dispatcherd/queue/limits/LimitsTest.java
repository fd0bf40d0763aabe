package io.dispatcherd.queue.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.store.Bound;
import io.dispatcherd.queue.store.ClaimedJob;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits over all services, on the tables. */
@Tag("functional")
class LimitsTest {
  private LimitedQueue queue;
  private long service;
  private long other;

  LimitsTest() throws SQLException {
    queue = new LimitedQueue("work", "other");
  }

  @BeforeEach
  void start() throws SQLException {
    service = queue.service("one");
    other = queue.service("two");
  }

  @AfterEach
  void close() throws SQLException {
    queue.close();
  }

  @Test
  void noMoreOfATaskRunAtOnceOverAllServices() throws SQLException {
    queue.limit(new Bound("work", false, false, 3, null));
    queue.submit("work", null, 10);
    queue.submit("other", null, 2);

    List<ClaimedJob> first = queue.claim(service, 4);
    assertEquals(List.of("3 work", "1 other"), running());
    assertEquals(1, queue.claim(other, 10).size());
    assertEquals(List.of("held max_running of task work 7"), held());

    assertTrue(queue.end(service, first.get(0), null));
    assertEquals(1, queue.claim(other, 10).size());
    assertEquals(List.of("3 work", "2 other"), running());
  }

  @Test
  void noMoreOfAQueueRunAtOnceAndTheRestStaysReady() throws SQLException {
    queue.limit(new Bound(LimitedQueue.QUEUE, true, false, 2, null));
    queue.submit("work", null, 5);

    List<ClaimedJob> jobs = queue.claim(service, 10);
    assertEquals(2, jobs.size());
    assertEquals(0, queue.claim(other, 10).size());
    assertEquals(List.of(), held());

    queue.end(service, jobs.get(1), null);
    assertEquals(1, queue.claim(other, 10).size());
  }

  @Test
  void noMoreOfAQueueRunAtOnceInOneService() throws SQLException {
    queue.database().execute("select \"${schema}\".set_limit('default', true, false, 5, null, 2)");
    queue.submit("work", null, 10);

    List<ClaimedJob> jobs = queue.claim(service, 10);
    assertEquals(2, jobs.size());
    assertEquals(0, queue.claim(service, 10).size());
    assertEquals(2, queue.claim(other, 10).size());
    queue.end(service, jobs.get(0), null);
    assertEquals(1, queue.claim(service, 10).size());
    assertEquals(1, queue.claim(queue.service("three"), 10).size());
  }

  @Test
  void eachKeyHasPlacesOfItsOwnAndWhatHasNoKeyNeedsNone() throws SQLException {
    queue.limit(new Bound("work", false, true, 1, null));
    queue.submit("work", "blue", 3);
    queue.submit("work", "green", 1);
    queue.submit("work", null, 2);

    List<ClaimedJob> jobs = queue.claim(service, 10);
    assertEquals(4, jobs.size());
    assertEquals(List.of("held max_running of task work, by key 2"), held());
    queue.end(service, jobs.get(0), null);
    assertEquals(1, queue.claim(other, 10).size());
  }

  @Test
  void aBlockedKeyInFrontHidesNothing() throws SQLException {
    queue.limit(new Bound("work", false, true, 1, null));
    queue.submit("work", "blue", 300);
    queue.submit("other", null, 5);

    assertEquals(6, queue.claim(service, 6).size());
    assertEquals(List.of("1 work", "5 other"), running());
  }

  @Test
  void aRateLetsSoManyStartInAnyPeriod() throws SQLException {
    queue.limit(new Bound("work", false, false, null, "4/1h"));
    queue.submit("work", null, 10);

    assertEquals(4, queue.claim(service, 10).size());
    assertEquals(0, queue.claim(other, 10).size());
    assertEquals(List.of("held rate of task work 6"), held());

    passTime("30 minutes");
    assertEquals(0, queue.claim(other, 10).size());
    passTime("33 minutes");
    lookAfter();
    assertEquals(4, queue.claim(other, 10).size());
    assertEquals(List.of("held rate of task work 2"), held());
  }

  @Test
  void aBurstLimitsWhatStartsAtOnce() throws SQLException {
    queue.limit(new Bound("work", false, false, null, "320/1h burst 10"));
    queue.submit("work", null, 100);

    assertEquals(10, queue.claim(service, 100).size());
    passTime("2 minutes");
    lookAfter();
    assertEquals(10, queue.claim(service, 100).size());
  }

  @Test
  void theEndOfARunThatIsTriedAgainFreesItsPlace() throws SQLException {
    queue.limit(new Bound("work", false, true, 1, null));
    queue.submit("work", "blue", 2);

    ClaimedJob job = queue.claim(service, 10).get(0);
    queue.end(service, job, Duration.ofHours(1));
    assertEquals(1, queue.claim(other, 10).size());
  }

  @Test
  void whatIsGivenBackFreesItsPlace() throws SQLException {
    queue.limit(new Bound("work", false, true, 1, null));
    queue.submit("work", "blue", 2);

    ClaimedJob job = queue.claim(service, 10).get(0);
    queue.giveBack(service, job);
    assertEquals(1, queue.claim(other, 10).size());
    assertEquals(List.of("1 work"), running());
  }

  @Test
  void aCrashFreesWhatWasHeld() throws SQLException {
    queue.limit(new Bound("work", false, true, 1, null));
    queue.submit("work", "blue", 2);
    ClaimedJob job = queue.claim(service, 10).get(0);

    queue.crash(service, other);

    assertEquals(List.of("0"), queue.rows("select count(*) from \"${schema}\".permit"));
    assertEquals(1, queue.claim(other, 10).size());
    // The end of the rescued run frees nothing.
    assertEquals(false, queue.end(service, job, null));
    assertEquals(0, queue.claim(other, 10).size());
  }

  @Test
  void changesHoldAtOnce() throws SQLException {
    queue.limit(new Bound("work", false, false, 1, null));
    queue.submit("work", null, 5);
    ClaimedJob job = queue.claim(service, 10).get(0);

    queue.limit(new Bound("work", false, false, 3, null));
    assertEquals(2, queue.claim(other, 10).size());

    queue.limit(new Bound("work", false, false, 1, null));
    queue.end(service, job, null);
    assertEquals(0, queue.claim(other, 10).size());

    queue.limit(new Bound("work", false, false, null, null));
    assertEquals(2, queue.claim(other, 10).size());
  }

  @Test
  void aRateThatIsNoneIsRefusedInWords() {
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> queue.limit(new Bound("work", false, false, null, "fast please")));
    assertTrue(String.valueOf(e.getMessage()).contains("the rate \"fast please\" is none"));
  }

  /** Has everything that started, and was looked after, be so much longer ago. */
  private void passTime(String time) throws SQLException {
    queue
        .database()
        .execute(
            "update \"${schema}\".pace set part = part - (extract(epoch from interval '"
                + time
                + "') * 32 / extract(epoch from period))::bigint");
  }

  private void lookAfter() throws SQLException {
    queue.database().execute("select \"${schema}\".look_after(100)");
  }

  private List<String> running() throws SQLException {
    return queue.rows(
        "select count(*), task from \"${schema}\".jobs where state = 'running' group by task order"
            + " by task desc");
  }

  private List<String> held() throws SQLException {
    return queue.rows(
        "select state, reason, count(*) from \"${schema}\".jobs where state = 'held' group by 1,"
            + " 2");
  }
}
