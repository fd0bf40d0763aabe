package io.dispatcherd.pool;

import static io.dispatcherd.pool.PoolSettingsBuilder.CANCEL_WAIT;
import static io.dispatcherd.pool.PoolSettingsBuilder.LIFETIME;
import static io.dispatcherd.pool.PoolSettingsBuilder.REMOVAL_WAIT;
import static io.dispatcherd.pool.PoolSettingsBuilder.SCALEDOWN_INTERVAL;
import static io.dispatcherd.pool.PoolSettingsBuilder.SCALEDOWN_WAIT;
import static io.dispatcherd.pool.PoolSettingsBuilder.STOP_WAIT;
import static io.dispatcherd.pool.PoolSettingsBuilder.workers;
import static io.dispatcherd.pool.scaling.Scaling.EPISODE_GAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.TaskResult.Status;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.pool.worker.WorkerState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  @Nested
  class Scaling {
    @Test
    void theMinimumIsStartedAtOnce() {
      FakeWorkers fake = new FakeWorkers(workers(3, 8));
      fake.waiting(0);
      assertEquals(List.of(0, 1, 2), fake.started());
    }

    @Test
    void eightTasksAtOnceHaveEightWorkersAtOneLook() {
      FakeWorkers fake = new FakeWorkers(workers(1, 8));
      fake.waiting(8);
      assertEquals(8, fake.started().size());
      fake.waiting(8);
      assertEquals(8, fake.started().size(), "workers that are starting count");
    }

    @Test
    void theMaximumIsNeverExceeded() {
      FakeWorkers fake = new FakeWorkers(workers(1, 2));
      fake.waiting(100);
      assertEquals(2, fake.started().size());
    }

    @Test
    void tooManyTasksAreSaidOnceAndAgainOnlyAfterAWhileWithWorkersEnough() {
      try (CapturedLog log = new CapturedLog()) {
        FakeWorkers fake = new FakeWorkers(workers(2, 2));
        for (int minute = 0; minute < 3; minute++) {
          for (int tasks = 1; tasks < 5; tasks++) {
            fake.waiting(tasks); // They come and go around the limit, and ever again too many.
            fake.pass(Duration.ofSeconds(1));
          }
          fake.pass(Duration.ofMinutes(1)); // Nothing changes meanwhile: there are too many still.
        }
        String tooMany = "3 tasks are running or ready, but max_workers is 2: the others wait";
        assertEquals(List.of(tooMany), log.lines(Level.WARN));

        fake.waiting(2);
        fake.pass(EPISODE_GAP);
        fake.waiting(3);
        assertEquals(List.of(tooMany, tooMany), log.lines(Level.WARN));
      }
    }

    @Test
    void busyWorkersAndWaitingTasksAddUp() {
      FakeWorkers fake = new FakeWorkers(workers(2, 8));
      fake.readyWorkers(2);
      fake.assign("a");
      fake.assign("b");
      fake.waiting(1);
      assertEquals(3, fake.started().size());
    }

    @Test
    void allTheSurplusGoesAtOneLookOnceItHasNotBeenNeededForLong() {
      FakeWorkers fake = new FakeWorkers(workers(1, 4));
      fake.readyWorkers(4);
      fake.pass(SCALEDOWN_INTERVAL);
      assertEquals(4, fake.pool().capacity(), "needed a moment ago");
      fake.pass(SCALEDOWN_WAIT);
      assertEquals(1, fake.pool().capacity());
    }

    @Test
    void theWorkerThatHasBeenIdleLongestGoesFirst() {
      FakeWorkers fake = new FakeWorkers(workers(1, 2));
      fake.readyWorkers(2);
      fake.pass(Duration.ofSeconds(1));
      fake.assign("a"); // on worker 0
      fake.finish(0, Status.SUCCEEDED);
      fake.waiting(0);
      fake.pass(SCALEDOWN_WAIT.plus(SCALEDOWN_INTERVAL));
      assertTrue(fake.wasToldToStop(1));
      assertFalse(fake.wasToldToStop(0));
    }

    @Test
    void theReserveIsKeptBeyondTheBusyOnes() {
      FakeWorkers fake = new FakeWorkers(workers(1, 6).reserve(2));
      fake.readyWorkers(6);
      fake.assign("a");
      fake.waiting(0);
      fake.pass(SCALEDOWN_WAIT.plus(SCALEDOWN_INTERVAL));
      assertEquals(3, fake.pool().capacity());
    }

    @Test
    void workersBusyOneAtATimeStillScaleDownThoughAllOfThemWereNeverBusyTogether() {
      FakeWorkers fake = new FakeWorkers(workers(1, 4));
      fake.readyWorkers(4);
      for (int round = 0; round < 8; round++) {
        fake.assign("task-" + round);
        fake.waiting(0);
        fake.pass(Duration.ofSeconds(1));
        fake.finish(round % 4, Status.SUCCEEDED);
        fake.waiting(0);
        fake.pass(Duration.ofSeconds(2));
      }
      assertEquals(1, fake.pool().capacity());
    }

    @Test
    void aWorkerThatIsStillStartingIsNeverScaledDown() {
      FakeWorkers fake = new FakeWorkers(workers(1, 3));
      fake.waiting(3);
      fake.waiting(0);
      fake.pass(SCALEDOWN_WAIT.plus(SCALEDOWN_INTERVAL));
      assertEquals(3, fake.pool().capacity());
    }

    @Test
    void aWorkerJustStartedIsNeverScaledDownUnused() {
      FakeWorkers fake = new FakeWorkers(workers(0, 1));
      fake.waiting(1);
      fake.waiting(0);
      fake.pass(SCALEDOWN_WAIT.plus(SCALEDOWN_WAIT));
      fake.becomeReady(0);
      fake.pass(SCALEDOWN_INTERVAL);
      assertFalse(fake.wasToldToStop(0));
      fake.pass(SCALEDOWN_WAIT);
      assertTrue(fake.wasToldToStop(0));
    }

    @Test
    void aWorkerBeingScaledDownNeverGetsATask() {
      FakeWorkers fake = new FakeWorkers(workers(0, 1));
      fake.readyWorkers(1);
      fake.pass(SCALEDOWN_WAIT.plus(SCALEDOWN_INTERVAL));
      assertEquals(WorkerState.STOPPING, fake.stateOf(0));
      assertFalse(fake.pool().hasFreeWorker(fake.now()));
    }
  }

  @Nested
  class Tasks {
    @Test
    void aTaskGoesToTheWorkerThatHasBeenIdleLongest() {
      FakeWorkers fake = new FakeWorkers(workers(2, 2));
      fake.readyWorkers(2);
      fake.assign("a");
      fake.finish(0, Status.SUCCEEDED);
      fake.assign("b");
      assertEquals(1, fake.sentTo(1, ToWorker.Run.class).size());
    }

    @Test
    void endingsAreReportedAndCounted() {
      FakeWorkers fake = new FakeWorkers(workers(2, 2));
      fake.readyWorkers(2);
      fake.assign("good");
      fake.assign("bad");
      fake.finish(0, Status.SUCCEEDED);
      fake.finish(1, Status.FAILED);
      assertEquals(Map.of("good", RunEnd.DONE, "bad", RunEnd.FAILED), fake.endings());
      assertEquals(2, fake.pool().counts().finished());
      assertEquals(1, fake.pool().counts().failed());
    }

    @Test
    void theEndOfARunThatTheWorkerDoesNotHaveDisturbsNothing() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("a");
      fake.finish(0, fake.lastRun(0) + 7, Status.SUCCEEDED);
      assertTrue(fake.endings().isEmpty());
      fake.pool().said(99, new FromWorker.Ready(), fake.now());
      fake.finish(0, Status.SUCCEEDED);
      assertEquals(Map.of("a", RunEnd.DONE), fake.endings());
    }
  }

  @Nested
  class CancelAndTimeOut {
    @Test
    void aTaskWhoseTimeIsUpIsCancelled() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("slow", Map.of("timeout", 3));
      fake.pass(Duration.ofSeconds(2));
      assertEquals(List.of(), fake.sentTo(0, ToWorker.Cancel.class));
      fake.pass(Duration.ofSeconds(1));
      assertEquals(
          List.of(new ToWorker.Cancel(fake.lastRun(0), true)),
          fake.sentTo(0, ToWorker.Cancel.class));
      fake.finish(0, Status.SUCCEEDED);
      assertEquals(Map.of("slow", RunEnd.TIMED_OUT), fake.endings());
      assertEquals(1, fake.pool().counts().canceled());
      assertEquals(0, fake.pool().counts().finished());
    }

    @Test
    void aTaskThatSwallowsTheInterruptLosesItsWorkerAfterCancelWait() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("stubborn");
      fake.pool().cancel(0, fake.now());
      fake.pass(CANCEL_WAIT.minusMillis(1));
      assertEquals(List.of(), fake.killed());
      fake.pass(Duration.ofMillis(1));
      assertEquals(List.of(0), fake.killed());
      fake.gone(0, 137);
      fake.waiting(0);
      assertEquals(Map.of("stubborn", RunEnd.CANCELLED), fake.endings());
      assertEquals(List.of(0, 1), fake.started(), "its place is filled");
    }

    @Test
    void aCancelOfAnIdleWorkerOrOneThatIsGoneDoesNothing() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.pool().cancel(0, fake.now());
      fake.pool().cancel(42, fake.now());
      assertEquals(List.of(), fake.sentTo(0, ToWorker.Cancel.class));
      fake.assign("next");
      fake.pass(CANCEL_WAIT);
      fake.finish(0, Status.SUCCEEDED);
      assertEquals(Map.of("next", RunEnd.DONE), fake.endings());
    }

    @Test
    void cancellingTwiceTellsTheWorkerOnce() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("a");
      fake.pool().cancel(0, fake.now());
      fake.pool().cancel(0, fake.now());
      assertEquals(1, fake.sentTo(0, ToWorker.Cancel.class).size());
    }
  }

  @Nested
  class Departures {
    @Test
    void aDeadWorkerIsNoticedAtOnceItsTaskCountedAndItsPlaceFilled() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("lost");
      fake.gone(0, 137);
      fake.waiting(0);
      assertEquals(Map.of("lost", RunEnd.LOST), fake.endings());
      assertEquals(1, fake.pool().counts().canceled());
      assertEquals(WorkerState.ERROR, fake.stateOf(0));
      assertEquals(List.of(0, 1), fake.started());
    }

    @Test
    void aWorkerPastItsLifetimeFinishesItsTaskTakesNoOtherAndIsCountedAsRetired() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("last");
      fake.pass(LIFETIME);
      assertFalse(fake.wasToldToStop(0), "it has a task");
      fake.finish(0, Status.SUCCEEDED);
      assertTrue(fake.wasToldToStop(0));
      assertFalse(fake.pool().hasFreeWorker(fake.now()));
      fake.gone(0, 0);
      fake.waiting(0);
      assertEquals(WorkerState.RETIRED, fake.stateOf(0));
      assertEquals(1, fake.pool().counts().retired());
      assertEquals(List.of(0, 1), fake.started());
    }

    @Test
    void aWorkerThatTakesItsWholeLifetimeToStartStillGetsATask() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.waiting(1);
      fake.pass(LIFETIME.multipliedBy(2));
      fake.becomeReady(0);
      assertTrue(fake.pool().hasFreeWorker(fake.now()));
      fake.pass(LIFETIME);
      assertTrue(fake.wasToldToStop(0));
    }

    @Test
    void workersThatLogAsTheyWereToldAreJoinedByOnesThatDoSoToo() {
      FakeWorkers fake = new FakeWorkers(workers(1, 2));
      fake.readyWorkers(1);
      fake.pool().setLogLevel("DEBUG");
      fake.waiting(2);
      for (int worker : List.of(0, 1)) {
        assertEquals(
            List.of(new ToWorker.SetLogLevel("DEBUG")),
            fake.sentTo(worker, ToWorker.SetLogLevel.class));
      }
    }

    @Test
    void anIdleWorkerPastItsLifetimeIsReplaced() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      assertFalse(fake.pool().nextDeadline().isAfter(fake.now().plus(LIFETIME)));
      fake.pass(LIFETIME);
      fake.waiting(0);
      assertTrue(fake.wasToldToStop(0));
      assertEquals(List.of(0, 1), fake.started());
    }

    @Test
    void aWorkerThatDoesNotLeaveInTimeIsKilled() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.pool().stopAll(fake.now());
      fake.pass(STOP_WAIT.minusMillis(1));
      assertEquals(List.of(), fake.killed());
      fake.pass(Duration.ofMillis(1));
      assertEquals(List.of(0), fake.killed());
      fake.gone(0, 137);
      assertTrue(fake.pool().isEmpty());
    }

    @Test
    void aWorkerKilledWhileStoppingReleasesItsTaskAtOnce() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("a");
      fake.pool().stopAll(fake.now());
      fake.gone(0, 137);
      assertEquals(Map.of("a", RunEnd.LOST), fake.endings());
    }

    @Test
    void aTaskThatMeetsAWorkerWhichIsJustLeavingIsGivenBack() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.assign("a");
      fake.pool().said(0, new FromWorker.Leaving(), fake.now());
      fake.gone(0, 0);
      assertEquals(List.of("a"), fake.givenBack());
      assertEquals(Map.of(), fake.endings());
      assertEquals(0, fake.pool().counts().canceled());
    }

    @Test
    void aGoneWorkerStaysInTheStatisticsForAWhile() {
      FakeWorkers fake = new FakeWorkers(workers(1, 1));
      fake.readyWorkers(1);
      fake.gone(0, 1);
      fake.pass(REMOVAL_WAIT.minusMillis(1));
      assertEquals(WorkerState.ERROR, fake.stateOf(0));
      fake.pass(Duration.ofMillis(1));
      assertTrue(fake.pool().views(fake.now()).stream().noneMatch(view -> view.id() == 0));
    }

    @Test
    void workersThatCrashAtStartUpLeadToBackOffAndNotToASpinningPool() {
      FakeWorkers fake = new FakeWorkers(workers(4, 4));
      fake.waiting(0);
      fake.started().forEach(id -> fake.gone(id, 1));
      fake.waiting(0);
      assertEquals(4, fake.started().size(), "held back");
      assertTrue(fake.pool().nextDeadline().isAfter(fake.now()));

      for (int tenths = 0; tenths < 600; tenths++) {
        fake.pass(Duration.ofMillis(100));
        fake.waiting(0);
        int last = fake.started().getLast();
        if (!fake.stateOf(last).isGone()) {
          fake.gone(last, 1);
        }
      }
      int retries = fake.started().size() - 4;
      assertTrue(retries >= 4 && retries <= 9, "one at a time, ever less often: " + retries);

      fake.pass(Duration.ofSeconds(30));
      fake.waiting(0);
      fake.becomeReady(fake.started().getLast());
      fake.waiting(0);
      assertEquals(4, fake.pool().capacity(), "all the others follow the first that works");
    }
  }
}
