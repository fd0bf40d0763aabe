package io.dispatcherd.queue.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.Steps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps and signals in the tables, whatever is open beside them. */
@Tag("functional")
class SignalsTest {
  private static final int RESULT_BYTES = 1000;
  private static final Duration HOUR = Duration.ofHours(1);

  private TestQueue queue;
  private Steps steps;
  private Connection open;
  private long service;
  private String uuid;

  @BeforeEach
  void open() throws SQLException {
    queue = TestQueue.open();
    steps = new Steps(queue.database().schema());
    open = queue.transaction();
    service = queue.service();
    uuid =
        queue.submitOne(
            new NewJob("{}", TestQueue.TASK, null, null, 1000, null, null, null, null, null, null));
  }

  @AfterEach
  void close() throws SQLException {
    queue.close();
  }

  private ClaimedJob claim() throws SQLException {
    List<ClaimedJob> claimed = queue.claim(service, 1);
    assertEquals(1, claimed.size(), "it is ready");
    return claimed.get(0);
  }

  private boolean isReady() throws SQLException {
    queue.claim(service, 0);
    try (Connection look = queue.database().connect();
        ResultSet promoted =
            look.createStatement()
                .executeQuery(
                    queue.database().schema().in("select moved from \"${schema}\".promote(100)"))) {
      promoted.next();
    }
    return queue.placeOf(uuid).startsWith("ready");
  }

  private StepRequest.Answer ask(ClaimedJob job, StepRequest what) throws SQLException {
    return steps.answer(queue.connection(), service, job, RESULT_BYTES, what);
  }

  private StepRequest.Answer.State await(ClaimedJob job, int number) throws SQLException {
    return ask(job, StepRequest.signal("go", number, HOUR)).state();
  }

  private void park(ClaimedJob job) throws SQLException {
    assertTrue(queue.end(service, job, Outcome.SNOOZED, HOUR));
  }

  private boolean signal(Connection on, String name, String value) throws SQLException {
    try (PreparedStatement signal =
        on.prepareStatement(
            queue.database().schema().in("select \"${schema}\".signal(?, ?, ?::json)"))) {
      signal.setString(1, uuid);
      signal.setString(2, name);
      signal.setString(3, value);
      try (ResultSet answer = signal.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }

  @Test
  void aSignalWakesTheJobThatWaitsForItAndNoOtherDoes() throws SQLException {
    ClaimedJob job = claim();
    assertEquals(StepRequest.Answer.State.NOT_YET, await(job, 0));
    park(job);
    assertFalse(isReady());
    assertTrue(signal(queue.connection(), "other", "1"));
    assertFalse(isReady());
    assertTrue(signal(queue.connection(), "go", "2"));
    assertTrue(isReady());
    assertEquals("2", ask(claim(), StepRequest.signal("go", 0, HOUR)).text());
  }

  @Test
  void aSignalBetweenTheQuestionAndTheEndOfTheRunIsNotMissed() throws SQLException {
    ClaimedJob job = claim();
    assertEquals(StepRequest.Answer.State.NOT_YET, await(job, 0));
    signal(queue.connection(), "go", "1");
    assertFalse(isReady(), "it runs");
    park(job);
    assertTrue(isReady());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
  void aSignalWhoseTransactionWasOpenMeanwhileIsNotMissed(int isolation) throws SQLException {
    open.setTransactionIsolation(isolation);
    ClaimedJob job = claim();
    signal(open, "go", "1");
    assertEquals(StepRequest.Answer.State.NOT_YET, await(job, 0));
    park(job);
    assertFalse(isReady());
    open.commit();
    assertTrue(isReady());
    assertEquals(StepRequest.Answer.State.DONE, await(claim(), 0));
  }

  @Test
  void aSignalThatIsRolledBackWasNeverSent() throws SQLException {
    ClaimedJob job = claim();
    signal(open, "go", "1");
    assertEquals(StepRequest.Answer.State.NOT_YET, await(job, 0));
    park(job);
    open.rollback();
    assertFalse(isReady());
  }

  @Test
  void aRunThatWasLostKeepsNothingAndTakesNoSignal() throws SQLException {
    ClaimedJob job = claim();
    signal(queue.connection(), "go", "1");
    queue.expire(service);
    queue.rescue(queue.service());
    assertEquals(StepRequest.Answer.State.NOT_OURS, await(job, 0));
    assertEquals(StepRequest.Answer.State.NOT_OURS, ask(job, StepRequest.keep("a", "1")).state());
    assertEquals("[]", ask(job, StepRequest.of(StepRequest.Kind.NAMES, "")).text());
  }

  @Test
  void whatIsKeptIsBoundedAndGoesWithTheJob() throws SQLException {
    ClaimedJob job = claim();
    assertThrows(
        SQLException.class,
        () -> ask(job, StepRequest.keep("large", "\"" + "x".repeat(RESULT_BYTES) + "\"")));
    for (int i = 0; i < 1000; i++) {
      ask(job, StepRequest.keep("step " + i, "1"));
    }
    assertThrows(SQLException.class, () -> ask(job, StepRequest.keep("one more", "1")));
    signal(queue.connection(), "go", "1");
    queue.end(service, job, Outcome.FAILED, null);
    assertFalse(signal(queue.connection(), "go", "2"), "it has ended");
    assertTrue(queue.delete(uuid));
    assertEquals(
        List.of("0"),
        queue
            .database()
            .rows(
                "select (select count(*) from \"${schema}\".checkpoint) + (select count(*) from"
                    + " \"${schema}\".signal)"));
  }

  /**
   * Sends, asks, parks, loses services and retries at random: each signal is got once, in order.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void inRandomHistoriesEachSignalIsTakenOnceAndNoneIsLost(long seed) throws SQLException {
    Random random = new Random(seed);
    Deque<String> sent = new ArrayDeque<>();
    List<String> got = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          String value = Integer.toString(i);
          assertTrue(signal(queue.connection(), "go", value));
          sent.add(value);
          all.add(value);
        }
        case 1 -> {
          if (!isReady()) {
            assertTrue(sent.isEmpty(), "a job that was sent a signal is ready");
            continue;
          }
          ClaimedJob job = claim();
          replay(job, got);
          boolean isThere = !sent.isEmpty();
          StepRequest.Answer answer = ask(job, StepRequest.signal("go", got.size(), HOUR));
          if (isThere) {
            assertEquals(sent.remove(), answer.text());
            got.add(answer.text());
            queue.end(service, job, Outcome.FAILED, Duration.ZERO);
          } else {
            assertEquals(StepRequest.Answer.State.NOT_YET, answer.state());
            park(job);
          }
        }
        default -> {
          if (isReady()) {
            replay(claim(), got);
            queue.expire(service);
            service = queue.service();
            queue.rescue(service);
            queue.passTime();
          }
        }
      }
      queue.check();
    }
    got.addAll(sent);
    assertEquals(all, got);
  }

  private void replay(ClaimedJob job, List<String> got) throws SQLException {
    for (int i = 0; i < got.size(); i++) {
      assertEquals(got.get(i), ask(job, StepRequest.signal("go", i, HOUR)).text());
    }
  }
}
