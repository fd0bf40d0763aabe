package io.dispatcherd.child;

import static io.dispatcherd.child.WorkerThread.plain;
import static io.dispatcherd.child.WorkerThread.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.FromWorker.Leaving;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.messages.TaskResult.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerCancelTest {
  @Test
  void aRunningTaskIsInterruptedAndCountsAsCancelled() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.run(1, "wait");
      worker.answer("began");
      worker.send(new ToWorker.Cancel(1, true));
      assertEquals(Status.CANCELLED, worker.result(1).status());
    }
  }

  @Test
  void aTaskThatSwallowsTheInterruptIsToldByItsContextAndStillCountsAsCancelled() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.run(1, "swallow");
      worker.answer("began");
      worker.send(new ToWorker.Cancel(1, false));
      assertEquals("{\"cancelled\":true}", worker.answer("interrupted").data());
      TaskResult result = worker.result(1);
      assertEquals(Status.CANCELLED, result.status());
      assertNull(result.value());
    }
  }

  @Test
  void aCancelDuringPreTaskStillCancelsAndTheCodeNeverBegins() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(recording(Map.of("hold", true)))) {
      worker.run(1, "wait");
      assertEquals("onStart", nextEvent());
      assertEquals("preTask wait", nextEvent());
      worker.send(new ToWorker.Cancel(1, false));
      worker.awaitAllRead();
      RecordingWorker.HELD_TASKS.release();

      assertEquals(Status.CANCELLED, worker.result(1).status());
      assertEquals("postTask wait CANCELLED", nextEvent());
    }
  }

  @Test
  void theInterruptReachesNeitherPostTaskNorTheNextTask() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(recording(Map.of()))) {
      worker.run(1, "interrupt_self");
      worker.result(1);
      worker.run(2, "wait");
      worker.answer("began");
      worker.send(new ToWorker.Cancel(2, false));
      worker.result(2);
      worker.run(3, "is_interrupted");
      assertEquals(false, worker.result(3).value());
    }
    assertTrue(
        RecordingWorker.EVENTS.stream().noneMatch(event -> event.endsWith(" interrupted")),
        RecordingWorker.EVENTS.toString());
  }

  @Test
  void aCancelForAnEndedOrUnknownRunDoesNothing() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.send(new ToWorker.Cancel(1, false));
      worker.run(1, "who");
      assertEquals(Status.SUCCEEDED, worker.result(1).status());
      worker.send(new ToWorker.Cancel(1, false));
      worker.run(2, "is_interrupted");
      TaskResult result = worker.result(2);
      assertEquals(Status.SUCCEEDED, result.status());
      assertEquals(false, result.value());
    }
  }

  @Test
  void cancelsThatRaceWithTheEndOfTheirTaskNeverHitTheNextOne() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      for (long run = 1; run <= 2_000; run += 2) {
        worker.run(run, "who");
        worker.send(new ToWorker.Cancel(run, false));
        worker.run(run + 1, "is_interrupted");
        worker.result(run);
        TaskResult next = worker.result(run + 1);
        assertEquals(Status.SUCCEEDED, next.status());
        assertEquals(false, next.value());
      }
    }
  }

  @Test
  void aCancelThatHitsACallbackCountsForTheWholeRun() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.run(1, Map.of("task", "who", "callbacks", List.of(Map.of("task", "wait"))));
      worker.answer("began");
      worker.send(new ToWorker.Cancel(1, true));
      assertEquals(Status.CANCELLED, worker.result(1).status());
    }
  }

  @Test
  void aTaskThatWaitsForAControlReplyIsCancelledAndTheLateReplyGoesToNobody() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.run(1, "ask", "question");
      FromWorker.Ask late = worker.expect(FromWorker.Ask.class);
      worker.send(new ToWorker.Cancel(1, false));
      assertEquals(Status.CANCELLED, worker.result(1).status());

      worker.run(2, "ask", "another question");
      FromWorker.Ask ask = worker.expect(FromWorker.Ask.class);
      worker.send(new ToWorker.Answer(late.request(), "{\"answer\":\"late\"}"));
      worker.send(new ToWorker.Answer(ask.request(), "{\"answer\":\"right\"}"));
      assertEquals(Map.of("answer", "right"), worker.result(2).value());
    }
  }

  @Test
  void followUpWorkGoesToTheServiceAndARefusalFailsTheTask() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.run(1, "follow_up");
      FromWorker.Submit accepted = worker.expect(FromWorker.Submit.class);
      assertTrue(accepted.message().contains("\"follower\""), accepted.message());
      worker.send(new ToWorker.Answer(accepted.request(), "{\"ack\":{}}"));
      assertEquals("follower", worker.result(1).value());

      worker.run(2, "follow_up");
      FromWorker.Submit refused = worker.expect(FromWorker.Submit.class);
      worker.send(new ToWorker.Answer(refused.request(), "{\"error\":\"no room\"}"));
      TaskResult result = worker.result(2);
      assertEquals(Status.FAILED, result.status());
      assertTrue(result.error().orElseThrow().contains("no room"), result.toString());
    }
  }

  @Test
  void aCancelledWorkerLeavesInOrder() throws Exception {
    try (WorkerThread worker = WorkerThread.ready(plain())) {
      worker.run(1, "wait");
      worker.answer("began");
      worker.send(new ToWorker.Stop());
      worker.send(new ToWorker.Cancel(1, true));
      FromWorker.Finished finished = worker.expect(FromWorker.Finished.class);
      assertEquals(Status.CANCELLED, finished.result().status());
      assertTrue(finished.stopping());
      worker.expect(Leaving.class);
      assertFalse(worker.departure() == WorkerLoop.Departure.UNFIT);
    }
  }

  private static String nextEvent() throws InterruptedException {
    return String.valueOf(RecordingWorker.EVENTS.poll(30, TimeUnit.SECONDS));
  }
}
