package io.dispatcherd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.pool.worker.WorkerState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A launch that throws, as it does where the system allows no more threads. */
class FailedLaunchTest {
  private final FakeWorkers workers = new FakeWorkers(PoolSettingsBuilder.workers(0, 10));

  @Test
  void leavesNoWorkerBehind() {
    workers.failLaunches(1);

    workers.waiting(1);

    assertEquals(0, workers.pool().capacity());
    assertTrue(workers.pool().isEmpty());
    assertEquals(WorkerState.ERROR, workers.stateOf(0));
  }

  @Test
  void isTriedAgainOneByOneUntilThereIsRoomAndThenAllAreStarted() {
    workers.failLaunches(3);
    workers.waiting(10);
    assertEquals(List.of(), workers.started());

    for (int failures = 0; failures < 2; failures++) {
      workers.pass(Duration.between(workers.now(), workers.pool().nextDeadline()));
      workers.waiting(10);
      assertEquals(List.of(), workers.started());
    }
    workers.pass(Duration.between(workers.now(), workers.pool().nextDeadline()));
    workers.waiting(10);
    assertEquals(List.of(3), workers.started(), "one, to see whether there is room");

    workers.becomeReady(3);
    workers.waiting(10);
    assertEquals(10, workers.started().size());
  }

  @Test
  void isSaidOnceWithItsReason() {
    try (CapturedLog log = new CapturedLog()) {
      workers.failLaunches(20);
      for (int i = 0; i < 5; i++) {
        workers.waiting(10);
        workers.pass(Duration.ofMinutes(1));
      }

      List<String> errors = log.lines(Level.WARN);
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(
          errors.get(0).contains("can't be started: java.lang.Error: unable to create native"),
          errors::toString);
    }
  }

  @Test
  void whileOthersAreReadyHoldsBackOnlyWhatIsMissing() {
    workers.readyWorkers(2);
    workers.failLaunches(1);

    workers.waiting(5);

    assertEquals(2, workers.pool().capacity());
    workers.pass(Duration.ofSeconds(1));
    workers.waiting(5);
    assertEquals(3, workers.pool().capacity());
  }
}
