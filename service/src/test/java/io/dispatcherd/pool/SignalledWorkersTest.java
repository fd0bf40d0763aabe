package io.dispatcherd.pool;

import static io.dispatcherd.pool.PoolSettingsBuilder.workers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.FromWorker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that end because somebody signalled them, and those that die while they start. */
class SignalledWorkersTest {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int SIGTERM = 143;

  private final FakeWorkers fake = new FakeWorkers(workers(2, 2));

  @Test
  void idleWorkersThatLeaveUntoldAreReplacedOnlyAfterAMoment() {
    fake.readyWorkers(2);
    leaveUntold(0);
    leaveUntold(1);
    fake.waiting(0);
    assertEquals(List.of(0, 1), fake.started(), "the service may be about to stop, too");
    assertEquals(fake.now().plus(PAUSE), fake.pool().nextDeadline());
    fake.pass(PAUSE);
    fake.waiting(0);
    assertEquals(List.of(0, 1, 2, 3), fake.started());
  }

  @Test
  void workersEndedBySigtermWhileTheyStartAreNoFailuresToBackOffFrom() {
    fake.waiting(0);
    fake.gone(0, SIGTERM);
    fake.gone(1, SIGTERM);
    fake.pass(PAUSE);
    fake.waiting(0);
    assertEquals(List.of(0, 1, 2, 3), fake.started());
  }

  @Test
  void onceAStopIsAheadNothingIsReplaced() {
    fake.readyWorkers(2);
    fake.pool().startNoMore();
    leaveUntold(0);
    fake.pass(PAUSE);
    fake.waiting(3);
    assertEquals(List.of(0, 1), fake.started());
  }

  @Test
  void afterADeathAtTheStartOneWorkerIsTriedAtATimeHoweverOftenThePoolLooks() {
    fake.waiting(0);
    fake.gone(0, 1);
    fake.gone(1, 1);
    fake.pass(PAUSE);
    fake.waiting(0);
    fake.waiting(0);
    assertEquals(List.of(0, 1, 2), fake.started());
    assertTrue(fake.pool().nextDeadline().isAfter(fake.now()), "nothing is due meanwhile");
    fake.becomeReady(2);
    fake.waiting(0);
    assertEquals(List.of(0, 1, 2, 3), fake.started());
  }

  private void leaveUntold(int workerId) {
    fake.pool().said(workerId, new FromWorker.Leaving(), fake.now());
    fake.gone(workerId, 0);
  }
}
