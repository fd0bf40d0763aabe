package io.dispatcherd.pool.worker;

import static io.dispatcherd.pool.PoolSettingsBuilder.workers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.pool.FakeWorkers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Workers that answer, and those that don't any more. */
class HeartbeatTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration LOOK = WAIT.dividedBy(3);

  private final FakeWorkers fake = new FakeWorkers(workers(1, 2).answerWithin(WAIT));

  @Test
  void oneThatAnswersIsAskedAgainAndAgainAndStays() {
    fake.readyWorkers(1);
    for (int i = 1; i <= 20; i++) {
      fake.pass(LOOK);
      assertEquals(i, fake.sentTo(0, ToWorker.Ping.class).size());
      fake.pool().said(0, new FromWorker.Pong(), fake.now());
    }
    assertEquals(List.of(), fake.killed());
  }

  @Test
  void aBusyOneThatAnswersNoMoreIsKilledOnceAndItsTaskIsLost() {
    fake.readyWorkers(1);
    fake.assign("u");
    for (int i = 0; i < 3; i++) {
      fake.pass(LOOK);
    }
    assertEquals(List.of(), fake.killed(), "its time has only just run out");
    fake.pass(LOOK);
    fake.pass(LOOK);
    assertEquals(List.of(0), fake.killed());
    fake.gone(0, 137);
    assertEquals(Map.of("u", RunEnd.LOST), fake.endings());
  }

  @Test
  void aLeapOfTheClockLeavesATimeToAnswer() {
    fake.readyWorkers(1);
    fake.pass(LOOK);
    fake.pass(WAIT.multipliedBy(100));
    fake.pass(LOOK);
    fake.pool().said(0, new FromWorker.Pong(), fake.now());
    fake.pass(LOOK);
    assertEquals(List.of(), fake.killed());
  }

  @Test
  void oneThatIsStartingHasTenTimesAsLong() {
    fake.waiting(1);
    for (int i = 0; i < 30; i++) {
      fake.pass(LOOK);
    }
    assertEquals(List.of(), fake.killed());
    fake.pass(LOOK);
    assertEquals(List.of(0), fake.killed());
  }

  @Test
  void thePoolWakesUpToLook() {
    fake.readyWorkers(1);
    fake.pass(Duration.ofSeconds(1));
    assertEquals(fake.now().plus(LOOK.minusSeconds(1)), fake.pool().nextDeadline());
  }
}
