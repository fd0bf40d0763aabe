package io.dispatcherd.pool;

import static io.dispatcherd.pool.PoolSettingsBuilder.workers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.frames.MemoryReport.Part;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.pool.worker.WorkerState;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Asking workers how much memory they use. */
class WorkerMemoryTest {
  private static final MemoryReport REPORT =
      new MemoryReport(new Part(1, 2, 3), new Part(4, 5, -1), 6, Duration.ZERO);

  private final FakeWorkers fake = new FakeWorkers(workers(3, 3));

  WorkerMemoryTest() {
    fake.readyWorkers(3);
  }

  @Test
  void everyLiveWorkerIsAskedBusyOnesToo() {
    fake.assign("a");
    fake.gone(2, 1);

    assertEquals(Set.of(0, 1), fake.pool().measure().keySet());
    assertEquals(1, fake.sentTo(0, ToWorker.Measure.class).size());
    assertEquals(1, fake.sentTo(1, ToWorker.Measure.class).size());
  }

  @Test
  void eachAnswerIsThatOfItsWorker() {
    CompletableFuture<MemoryReport> first = measure(0);
    CompletableFuture<MemoryReport> second = measure(1);
    answer(0);
    assertEquals(REPORT, first.join());
    assertFalse(second.isDone());
  }

  @Test
  void aWorkerThatOwesAnAnswerIsNotAskedAgain() {
    assertSame(measure(0), measure(0));
    assertEquals(1, fake.sentTo(0, ToWorker.Measure.class).size());

    answer(0);
    assertFalse(measure(0).isDone());
    assertEquals(2, fake.sentTo(0, ToWorker.Measure.class).size());
  }

  @Test
  void nobodyWaitsForAWorkerThatIsGone() {
    CompletableFuture<MemoryReport> asked = measure(0);
    fake.gone(0, 1);
    assertTrue(asked.isCancelled());
  }

  @Test
  void anAnswerThatNobodyAskedForDoesNoHarm() {
    answer(0);
    assertEquals(WorkerState.READY, fake.stateOf(0));
  }

  private CompletableFuture<MemoryReport> measure(int workerId) {
    return Objects.requireNonNull(fake.pool().measure().get(workerId));
  }

  private void answer(int workerId) {
    fake.pool().said(workerId, new FromWorker.Measured(REPORT), fake.now());
  }
}
