package io.dispatcherd.child;

import static io.dispatcherd.child.WorkerThread.plain;
import static io.dispatcherd.child.WorkerThread.recording;
import static io.dispatcherd.child.WorkerThread.setup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.child.WorkerLoop.Departure;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.FromWorker.Finished;
import io.dispatcherd.frames.FromWorker.Leaving;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.messages.TaskResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerLoopTest {
  @Nested
  class Running {
    @Test
    void aTaskReturnsItsResultUnderItsUuid() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "add", 1, 2);
        Finished finished = worker.expect(Finished.class);

        assertEquals(1, finished.run());
        assertFalse(finished.stopping());
        TaskResult result = finished.result();
        assertEquals("u-1", result.uuid());
        assertEquals(Status.SUCCEEDED, result.status());
        assertEquals(3, result.value());
        assertFalse(result.finishedAt().isBefore(result.startedAt()));
      }
    }

    @Test
    void aBusyWorkerTellsItsMemoryAtOnce() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "wait");
        worker.answer("began");
        worker.send(new ToWorker.Measure());
        assertTrue(worker.expect(FromWorker.Measured.class).memory().heap().used() > 0);
        worker.send(new ToWorker.ShowStack());
        String stack = worker.expect(FromWorker.Stack.class).text();
        assertTrue(stack.contains("io.dispatcherd.child.WorkerLoop.run"), stack);
        worker.send(new ToWorker.Cancel(1, false));
        assertEquals(Status.CANCELLED, worker.result(1).status());
      }
    }

    @Test
    void aBusyWorkerAnswersAtOnce() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "wait");
        worker.answer("began");
        worker.send(new ToWorker.Ping());
        worker.expect(FromWorker.Pong.class);
        worker.send(new ToWorker.Cancel(1, false));
        assertEquals(Status.CANCELLED, worker.result(1).status());
      }
    }

    @Test
    void aTaskThatThrowsFailsAndTheNextOneRuns() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "fail", "first\nsecond");
        TaskResult result = worker.result(1);
        assertEquals(Status.FAILED, result.status());
        assertEquals(
            Optional.of("java.lang.IllegalStateException: first"),
            result.error(),
            "one line, the class and the text");

        worker.run(2, "add", 1, 2);
        assertEquals(3, worker.result(2).value());
      }
    }

    @Test
    void argumentsThatDontFitFailTheTaskWithoutQuotingThem() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "add", 1, "secret");
        TaskResult result = worker.result(1);
        assertEquals(Status.FAILED, result.status());
        String error = result.error().orElseThrow();
        assertTrue(error.contains("argument 2"), error);
        assertFalse(error.contains("secret"), error);
      }
    }

    @Test
    void anUndeclaredTaskIsRefusedAndNothingOfItIsLoaded() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, Undeclared.class.getName() + ".run");
        TaskResult result = worker.result(1);
        assertEquals(Status.FAILED, result.status());
        assertTrue(result.error().orElseThrow().contains("no task named"), result.toString());
        assertNull(System.getProperty(Undeclared.TRACE));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unwritable", "huge"})
    void aResultThatCantBeSentIsLeftOut(String task) throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, task);
        TaskResult result = worker.result(1);
        assertEquals(Status.SUCCEEDED, result.status());
        assertNull(result.value());
      }
    }

    @Test
    void theContextKnowsItsRun() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "who");
        assertEquals(List.of("u-1", 7, "who"), worker.result(1).value());
      }
    }

    @Test
    void theLogContextNamesTaskUuidAndGuidOfThisRunOnly() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, Map.of("task", "log_context", "guid", "g-1"));
        assertEquals(
            Map.of("task", "log_context", "uuid", "u-1", "guid", "g-1"), worker.result(1).value());
        worker.run(2, "log_context");
        assertEquals(Map.of("task", "log_context", "uuid", "u-2"), worker.result(2).value());
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit_after", "throw_exit"})
    void aTaskCanEndItsWorkerWithoutFailing(String task) throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, Map.of("task", task, "callbacks", List.of(Map.of("task", "who"))));
        Finished finished = worker.expect(Finished.class);
        assertEquals(Status.SUCCEEDED, finished.result().status());
        assertTrue(finished.stopping());
        worker.expect(Leaving.class);
        assertEquals(Departure.ORDERLY, worker.departure());
      }
    }
  }

  /** What no message may reach. */
  static final class Undeclared {
    static final String TRACE = "io.dispatcherd.workers.undeclared";

    static {
      System.setProperty(TRACE, "loaded");
    }

    private Undeclared() {}

    public static void run() {}
  }

  @Nested
  class Following {
    @Test
    void errbacksRunFirstThenCallbacksUnderTheUuidOfTheirParent() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, withFollowers("fail"));
        assertEquals("{\"asked by\":\"u-1\"}", worker.answer("on error").data());
        assertEquals("{\"asked by\":\"u-1\"}", worker.answer("always").data());
        assertEquals(Status.FAILED, worker.result(1).status());
      }
    }

    @Test
    void aTaskThatSucceedsHasItsCallbacksOnly() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, withFollowers("who"));
        worker.answer("always");
        assertEquals(Status.SUCCEEDED, worker.result(1).status());
      }
    }

    @Test
    void aCancelledTaskHasItsCallbacksOnlyAndTheseAreNotCancelled() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, withFollowers("wait"));
        worker.answer("began");
        worker.send(new ToWorker.Cancel(1, false));
        worker.answer("always");
        assertEquals(Status.CANCELLED, worker.result(1).status());
      }
    }

    @Test
    void aCallbackThatFailsLeavesTheResultOfItsParent() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(
            1,
            Map.of(
                "task", "add",
                "args", List.of(1, 2),
                "callbacks", List.of(Map.of("task", "fail", "args", List.of("x")))));
        TaskResult result = worker.result(1);
        assertEquals(Status.SUCCEEDED, result.status());
        assertEquals(3, result.value());
      }
    }

    @Test
    void aWorkerThatIsToldToStopSkipsThem() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, withFollowers("swallow"));
        worker.answer("began");
        worker.stop();
        worker.send(new ToWorker.Cancel(1, false));
        worker.answer("interrupted");
        worker.result(1);
        worker.expect(Leaving.class);
      }
    }

    private static Map<String, Object> withFollowers(String task) {
      return Map.of(
          "task",
          task,
          "args",
          task.equals("fail") ? List.of("x") : List.of(),
          "errbacks",
          List.of(Map.of("task", "ask", "args", List.of("on error"))),
          "callbacks",
          List.of(Map.of("task", "ask", "args", List.of("always"))));
    }
  }

  /** What tasks do that can't be put into a frame. */
  @Nested
  class Unspeakable {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "getMessage",
          "toString",
          "getStackTrace",
          "getCause",
          "null",
          "itself as its cause",
          "causes without end"
        })
    void exceptionsAreFailuresThatErrbacksFollowAndTheWorkerOutlives(String how) throws Exception {
      try (CapturedLog log = new CapturedLog();
          WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(
            1,
            Map.of(
                "task",
                "throw_unspeakable",
                "args",
                List.of(how),
                "errbacks",
                List.of(Map.of("task", "ask", "args", List.of("on error")))));
        worker.answer("on error");
        TaskResult result = worker.result(1);
        assertEquals(Status.FAILED, result.status());
        assertTrue(result.error().orElse("").contains("UnspeakableException"));
        worker.run(2, "who");
        assertEquals(Status.SUCCEEDED, worker.result(2).status());
        assertEquals(
            1,
            log.lines(Level.ERROR).stream()
                .filter(line -> line.contains("Failed throw_unspeakable"))
                .count());
      }
    }

    @ParameterizedTest
    @CsvSource({
      "not a number, NaN and Infinity are not JSON numbers",
      "too deep, nested deeper than 500 levels",
      "too long, a number has more than 1000 digits"
    })
    void questionsAreErrorsInTheTaskAtOnce(String data, String error) throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "ask_in_vain", data);
        assertTrue(String.valueOf(worker.result(1).value()).contains(error));
      }
    }

    @ParameterizedTest
    @CsvSource({"500, true", "501, false", "502, false", "5000, false"})
    void resultsAreLeftOutAndTheTaskIsDone(int levels, boolean isThere) throws Exception {
      try (CapturedLog log = new CapturedLog();
          WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "nested", levels);
        TaskResult result = worker.result(1);
        assertEquals(Status.SUCCEEDED, result.status());
        assertEquals(isThere, result.value() != null);
        assertEquals(
            isThere ? 0 : 1,
            log.lines(Level.WARN).stream().filter(line -> line.contains("Leaving out")).count());
      }
    }

    @Test
    void resultsThatThrowAreLeftOutToo() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "return_unspeakable");
        TaskResult result = worker.result(1);
        assertEquals(Status.SUCCEEDED, result.status());
        assertNull(result.value());
      }
    }
  }

  @Nested
  class Callbacks {
    @Test
    void areCalledInTheOrderOfAWorkersLife() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(recording(Map.of()))) {
        worker.run(1, "who");
        worker.result(1);
        worker.send(new ToWorker.Stop());
        worker.expect(Leaving.class);
        assertEquals(Departure.ORDERLY, worker.departure());
      }
      assertEquals(
          List.of("onStart", "preTask who", "postTask who SUCCEEDED", "onShutdown"),
          new ArrayList<>(RecordingWorker.EVENTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"preTask who", "postTask who SUCCEEDED", "onShutdown"})
    void thatThrowDontEndTheWorker(String callback) throws Exception {
      try (WorkerThread worker = WorkerThread.ready(recording(Map.of("fail in", callback)))) {
        worker.run(1, "who");
        assertEquals(Status.SUCCEEDED, worker.result(1).status());
        worker.run(2, "who");
        assertEquals(Status.SUCCEEDED, worker.result(2).status());
        worker.send(new ToWorker.Stop());
        worker.expect(Leaving.class);
        assertEquals(Departure.ORDERLY, worker.departure());
      }
    }

    @Test
    void onIdleIsCalledAfterEachPeriodWithoutATaskEvenIfItThrows() throws Exception {
      WorkerSetup setup = recording(Map.of("fail in", "onIdle"));
      try (WorkerThread worker =
          WorkerThread.ready(WorkerThread.idleAfter(Duration.ofMillis(20), setup))) {
        assertEquals("onStart", nextEvent());
        assertEquals("onIdle", nextEvent());
        assertEquals("onIdle", nextEvent());
        worker.run(1, "who");
        worker.result(1);
      }
    }

    private static String nextEvent() throws InterruptedException {
      return String.valueOf(RecordingWorker.EVENTS.poll(30, TimeUnit.SECONDS));
    }
  }

  @Nested
  class Leave {
    @Test
    void aBusyWorkerThatIsToldToStopFinishesItsTaskFirst() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.run(1, "ask", "question");
        FromWorker.Ask ask = worker.expect(FromWorker.Ask.class);
        worker.send(new ToWorker.Stop());
        worker.send(new ToWorker.Answer(ask.request(), "{\"answer\":42}"));

        Finished finished = worker.expect(Finished.class);
        assertEquals(Map.of("answer", 42), finished.result().value());
        assertTrue(finished.stopping());
        worker.expect(Leaving.class);
        assertEquals(Departure.ORDERLY, worker.departure());
      }
    }

    @Test
    void theLossOfTheServiceInterruptsTheTaskAndEndsTheWorker() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(recording(Map.of()))) {
        worker.run(1, "wait");
        worker.answer("began");
        worker.dropLine();
        worker.awaitServiceLost();
        assertEquals(Departure.ORPHANED, worker.departure());
      }
      assertTrue(RecordingWorker.EVENTS.contains("onShutdown"));
    }

    @Test
    void theLossOfTheServiceEndsAnIdleWorker() throws Exception {
      try (WorkerThread worker = WorkerThread.ready(plain())) {
        worker.dropLine();
        assertEquals(Departure.ORPHANED, worker.departure());
      }
    }
  }
}
