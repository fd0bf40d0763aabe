package io.dispatcherd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.TaskResult.Status;
import io.dispatcherd.pool.worker.Pace;
import io.dispatcherd.pool.worker.RunEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that busy workers are sent ahead of their time. */
class PrefetchTest {
  private static final Duration PATIENCE = Pace.PATIENCE;

  private final FakeWorkers workers = new FakeWorkers(PoolSettingsBuilder.workers(2, 2));

  @Test
  void aWorkerThatHasNotShownToBeQuickGetsNothingAhead() {
    workers.readyWorkers(2);
    workers.assign("first");
    workers.assign("second");
    queue(20);

    assertEquals(1, runs(0));
    assertEquals(1, runs(1));
  }

  @Test
  void aWorkerWhoseTasksTakeLongGetsNothingAhead() {
    workers.readyWorkers(2);
    for (int i = 0; i < 100; i++) {
      workers.assign("slow-" + i);
      workers.finishAfter(Math.floorMod(i, 2), Duration.ofMillis(3));
    }
    workers.assign("first");
    workers.assign("second");
    int before = runs(0);
    queue(20);

    assertEquals(before, runs(0));
  }

  @Test
  void quickWorkersAreSentTasksInTurnAndSomeStayForWhoeverIsFreeFirst() {
    twoQuickBusyWorkers();
    int before = runs(0);
    int beforeOther = runs(1);
    queue(8);

    assertEquals(3, runs(0) - before);
    assertEquals(3, runs(1) - beforeOther);
    assertEquals(uuids(8), workers.waitingTasks());
  }

  @Test
  void aTaskSentAheadBeginsAndHasItsTimeWhenTheOneBeforeHasEnded() {
    twoQuickBusyWorkers();
    queue(4);
    workers.pass(Duration.ofMillis(1));
    long next = workers.lastRun(0);
    workers.finish(0, next - 2, Status.SUCCEEDED);

    assertEquals("q0", workers.begun().getLast());
    assertEquals(List.of("q1", "q2", "q3"), workers.waitingTasks());
    assertEquals("demo.task (uuid q0)", String.valueOf(workers.pool().running(any -> true).get(0)));
  }

  @Test
  void whatWaitsBehindALongTaskIsCalledBackAndGoesBackToItsPlace() {
    twoQuickBusyWorkers();
    queue(8);
    assertTrue(!workers.pool().nextDeadline().isAfter(workers.now().plus(PATIENCE)));
    workers.pass(PATIENCE);
    assertEquals(1, workers.sentTo(0, ToWorker.Recall.class).size());
    assertEquals(1, workers.sentTo(1, ToWorker.Recall.class).size());

    prefetchedRuns(1).forEach(run -> workers.giveBack(1, run));
    prefetchedRuns(0).forEach(run -> workers.giveBack(0, run));
    assertEquals(uuids(8), workers.waitingTasks());
    workers.prefetch();
    assertEquals(1, workers.sentTo(0, ToWorker.Recall.class).size());
  }

  @Test
  void whatWaitsBehindATaskIsCalledBackWhenAnotherWorkerIsFree() {
    twoQuickBusyWorkers();
    queue(8);
    List<Long> ahead = prefetchedRuns(1);
    workers.finish(1, ahead.getFirst() - 2, Status.SUCCEEDED);
    ahead.forEach(run -> workers.finish(1, run, Status.SUCCEEDED));
    workers.prefetch();

    assertEquals(1, workers.sentTo(0, ToWorker.Recall.class).size());
  }

  @Test
  void aWorkerThatDiesLosesItsTaskAndNoneThatWasSentAhead() {
    twoQuickBusyWorkers();
    queue(8);
    workers.gone(0, 137);

    assertEquals(RunEnd.LOST, workers.endings().get("busy-0"));
    assertEquals(uuids(8), workers.waitingTasks());
    assertEquals(List.of("q0", "q2", "q4"), workers.givenBack());
  }

  @Test
  void aWorkerThatLeavesAfterItsTaskGivesBackWhatWasSentAhead() {
    twoQuickBusyWorkers();
    queue(8);
    workers.finishAndLeave(0, prefetchedRuns(0).getFirst() - 2);

    assertEquals(uuids(8), workers.waitingTasks());
    assertEquals(List.of("q0", "q2", "q4"), workers.givenBack());
  }

  @Test
  void aTaskSentAheadThatIsCancelledIsWithdrawnOnceItsWorkerGivesItBack() {
    twoQuickBusyWorkers();
    queue(8);
    long run = prefetchedRuns(0).getFirst();
    workers.cancelWaiting("q0");
    assertEquals(
        List.of(new ToWorker.Cancel(run, false)), workers.sentTo(0, ToWorker.Cancel.class));
    assertEquals(uuids(8).subList(1, 8), workers.waitingTasks());

    workers.giveBack(0, run);
    assertEquals(List.of("q0"), workers.withdrawn());
  }

  @Test
  void aTaskSentAheadThatIsCancelledWhileItBeginsEndsAsCancelled() {
    twoQuickBusyWorkers();
    queue(8);
    long run = prefetchedRuns(0).getFirst();
    workers.cancelWaiting("q0");
    workers.finish(0, run - 2, Status.SUCCEEDED);
    assertTrue(workers.pool().views(workers.now()).getFirst().activeCancel());
    workers.finish(0, run, Status.CANCELLED);

    assertEquals(RunEnd.CANCELLED, workers.endings().get("q0"));
  }

  @Test
  void aRunThatIsGivenBackWhileTheNewsOfTheOneBeforeIsOnItsWayIsStillNext() {
    twoQuickBusyWorkers();
    queue(8);
    workers.pass(PATIENCE);
    List<Long> ahead = prefetchedRuns(0);
    workers.finish(0, ahead.getFirst() - 2, Status.SUCCEEDED);
    ahead.forEach(run -> workers.giveBack(0, run));

    assertEquals(uuids(8), workers.waitingTasks());
    assertTrue(workers.pool().hasFreeWorker(workers.now()));
  }

  @Test
  void aRunThatIsGivenBackWhenOthersHaveBeenSentAlreadyLeavesTheWorkerWithThose() {
    twoQuickBusyWorkers();
    queue(4);
    long first = prefetchedRuns(0).getFirst();
    long second = prefetchedRuns(1).getFirst();
    workers.finish(1, second - 2, Status.SUCCEEDED);
    workers.finish(1, second, Status.SUCCEEDED);
    workers.prefetch();
    assertEquals(1, workers.sentTo(0, ToWorker.Recall.class).size());
    // Before the recall arrives, the worker ends its task; it is thought to begin with the next.
    workers.finish(0, first - 2, Status.SUCCEEDED);
    workers.assign("other");
    queue(4);
    long sentSince = prefetchedRuns(0).get(1);

    workers.giveBack(0, first);
    workers.finish(0, sentSince, Status.SUCCEEDED);

    assertEquals(RunEnd.DONE, workers.endings().get("q2"));
    assertTrue(workers.waitingTasks().contains("q0"));
  }

  @Test
  void workersThatHaveNotShownToBeQuickNeedOneTaskEach() {
    workers.readyWorkers(2);
    assertEquals(2, workers.pool().free());
    assertEquals(0, workers.pool().soon(workers.now()));
  }

  @Test
  void quickWorkersSoonNeedManyWhetherOrNotTheyHaveOneNow() {
    twoQuickBusyWorkers();
    int soon = workers.pool().soon(workers.now());
    assertTrue(soon > 100, () -> "only " + soon);
    workers.finish(0, Status.SUCCEEDED);

    assertEquals(1, workers.pool().free());
    assertEquals(soon, workers.pool().soon(workers.now()));
  }

  @Test
  void nothingIsNeededSoonBehindTasksThatTakeLong() {
    twoQuickBusyWorkers();
    Instant until = workers.pool().soonUntil(workers.now());
    workers.pass(Duration.between(workers.now(), until));

    assertEquals(0, workers.pool().free());
    assertEquals(0, workers.pool().soon(workers.now()));
    assertEquals(Instant.MAX, workers.pool().soonUntil(workers.now()));
  }

  /** Both are through with a hundred tasks that took no time, and have one more. */
  private void twoQuickBusyWorkers() {
    workers.readyWorkers(2);
    for (int i = 0; i < 100; i++) {
      workers.assign("short-" + i);
      workers.finish(Math.floorMod(i, 2), Status.SUCCEEDED);
    }
    workers.assign("busy-0");
    workers.assign("busy-1");
  }

  private void queue(int tasks) {
    uuids(tasks).forEach(workers::queue);
    workers.prefetch();
  }

  private static List<String> uuids(int tasks) {
    return IntStream.range(0, tasks).mapToObj(i -> "q" + i).toList();
  }

  private int runs(int workerId) {
    return workers.sentTo(workerId, ToWorker.Run.class).size();
  }

  /** The numbers of the runs that the worker has not begun. */
  private List<Long> prefetchedRuns(int workerId) {
    return workers.sentTo(workerId, ToWorker.Run.class).stream()
        .filter(run -> String.valueOf(run.message().uuid()).startsWith("q"))
        .map(ToWorker.Run::run)
        .toList();
  }
}
