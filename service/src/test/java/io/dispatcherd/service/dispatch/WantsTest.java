package io.dispatcherd.service.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.PoolSettingsBuilder;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.processors.Handling;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.producers.Credit;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.statistics.TaskTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One worker, played by the test, on a service that asks a broker for tasks which that keeps. */
class WantsTest {
  private static final Handling KEPT = new Handling(true, true, true);
  private static final Duration LONG = Duration.ofMillis(100);

  private final TaskFlow flow = new TaskFlow(10_000, new TaskTimes(1), TaskObserver.NOBODY);
  private final List<Long> runs = new ArrayList<>();
  private final List<Acknowledgement> acknowledged = new ArrayList<>();
  private final Credit credit = new Credit();
  private int arrived;
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final WorkerPool pool =
      new WorkerPool(PoolSettingsBuilder.workers(1, 1).build(), id -> new Line(), flow, now);
  private final Wants wants = new Wants(List.of(credit), flow, pool);

  WantsTest() {
    pool.scaleUp(1, now);
    pool.spawned(0, 1000);
    pool.said(0, new FromWorker.Starting(), now);
    pool.said(0, new FromWorker.Ready(), now);
    turn();
  }

  @Test
  void oneTaskIsWantedForAWorkerThatIsFree() {
    assertEquals(1, wanted());
    arrive(1, KEPT);
    assertEquals(0, wanted());
    finish();
    assertEquals(1, wanted());
  }

  @Test
  void manyAreWantedOnceTasksAreQuickAndMoreWhenHalfOfThemAreLeft() {
    beQuick();
    int many = wanted();
    assertTrue(many > 100, () -> "only " + many);

    arrive(many, KEPT);
    assertEquals(0, wanted());
    while (flow.ready() > many / 2 + 1) {
      finish();
      assertEquals(0, wanted());
    }
    finish();
    finish();
    assertTrue(wanted() >= many / 2 - 1, () -> "only " + wanted());
  }

  @Test
  void whatWaitsBehindATaskThatTakesLongGoesBackToItsBroker() {
    beQuick();
    arrive(100, KEPT);
    acknowledged.clear();
    takeBackWhatIsAhead();
    pass(LONG.minusMillis(1));
    assertEquals(0, wanted());
    assertEquals(99, flow.ready());

    pass(Duration.ofMillis(1));
    assertEquals(0, flow.ready());
    assertEquals(
        99, acknowledged.stream().filter(Acknowledgement.Released.class::isInstance).count());
    finish();
    assertTrue(wanted() >= 1);
  }

  @Test
  void whatNoBrokerKeepsStaysHowLongItMayTake() {
    beQuick();
    arrive(100, Handling.OURS);
    takeBackWhatIsAhead();
    pass(LONG);
    pass(LONG);
    assertEquals(99, flow.ready());
  }

  /** Nothing is ever between a broker and the service here: all that has arrived was received. */
  private int wanted() {
    return credit.available() - arrived;
  }

  private void beQuick() {
    for (int i = 0; i < 100; i++) {
      arrive(1, KEPT);
      finish();
    }
  }

  private void arrive(int tasks, Handling handling) {
    for (int i = 0; i < tasks; i++) {
      credit.decided();
      arrived++;
      flow.arrived(
          new PendingTask(
              TaskMessage.of(Map.of("task", "demo.task", "uuid", "u" + i)),
              new Told(),
              handling,
              now));
    }
    turn();
  }

  private void turn() {
    flow.dispatch(pool, now);
    wants.publish(false, now);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    pool.tick(now);
    turn();
  }

  /** The worker gives back what it hasn't begun, since it was told to. */
  private void takeBackWhatIsAhead() {
    pass(Duration.ofMillis(10));
    for (long run : List.copyOf(runs.subList(1, runs.size()))) {
      pool.said(0, new FromWorker.GaveBack(run), now);
      runs.remove(run);
    }
    turn();
  }

  /** The worker finishes what it has had longest. */
  private void finish() {
    TaskResult result =
        new TaskResult("u", TaskResult.Status.SUCCEEDED, null, Optional.empty(), now, now);
    pool.said(0, new FromWorker.Finished(runs.removeFirst(), result, false), now);
    turn();
  }

  private final class Told implements Acknowledgeable {
    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      acknowledged.add(acknowledgement);
      return ACKNOWLEDGED;
    }
  }

  private final class Line implements WorkerLink {
    @Override
    public void send(ToWorker frame) {
      if (frame instanceof ToWorker.Run run) {
        runs.add(run.run());
      }
    }

    @Override
    public boolean hasOwnJvm() {
      return true;
    }

    @Override
    public void kill() {}
  }
}
