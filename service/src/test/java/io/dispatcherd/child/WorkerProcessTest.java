package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult.Status;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own can show. */
@Tag("functional")
@Timeout(120)
class WorkerProcessTest {
  private WorkerProcess worker;

  @BeforeEach
  void start() throws Exception {
    worker = WorkerProcess.start(WorkerThread.plain());
    worker.expect(FromWorker.Starting.class);
    worker.expect(FromWorker.Ready.class);
  }

  @AfterEach
  void end() {
    worker.close();
  }

  @Test
  void runsATaskReportsAndLeavesWhenTold() throws Exception {
    run("add", "1,2");
    FromWorker.Finished finished = worker.expect(FromWorker.Finished.class);
    assertEquals(1, finished.run());
    assertEquals("u-1", finished.result().uuid());
    assertEquals(3, finished.result().value());

    worker.send(new ToWorker.Stop());
    worker.expect(FromWorker.Leaving.class);
    assertEquals(WorkerMain.EXIT_ORDERLY, worker.exitCode());
  }

  @Test
  void anUnfitWorkerLeavesWithACodeOfItsOwn() throws Exception {
    WorkerSetup setup = WorkerThread.setup(Optional.of("com.example.Missing"), Map.of());
    try (WorkerProcess unfit = WorkerProcess.start(setup)) {
      unfit.expect(FromWorker.Starting.class);
      unfit.expect(FromWorker.Unfit.class);
      assertEquals(WorkerMain.EXIT_UNFIT, unfit.exitCode());
    }
  }

  @Nested
  class Signalled {
    @Test
    void anIdleWorkerLeavesInOrder() throws Exception {
      worker.process().destroy();
      worker.expect(FromWorker.Leaving.class);
      assertEquals(WorkerMain.EXIT_ORDERLY, worker.exitCode());
    }

    @Test
    void aBusyWorkerFinishesItsTaskFirst() throws Exception {
      long request = begin("swallow");
      worker.process().destroy();
      worker.send(new ToWorker.Answer(request, "{}"));
      worker.send(new ToWorker.Cancel(1, false));
      worker.send(new ToWorker.Answer(worker.expect(FromWorker.Ask.class).request(), "{}"));
      assertEquals(Status.CANCELLED, worker.expect(FromWorker.Finished.class).result().status());
      worker.expect(FromWorker.Leaving.class);
      assertEquals(WorkerMain.EXIT_ORDERLY, worker.exitCode());
    }

    @Test
    void aKilledWorkerEndsItsLine() throws Exception {
      begin("never_end");
      worker.process().destroyForcibly();
      assertNull(worker.receive());
    }
  }

  @Nested
  class Orphaned {
    @Test
    void anIdleWorkerLeaves() throws Exception {
      worker.dropLine();
      assertEquals(WorkerMain.EXIT_ORPHANED, worker.exitCode());
    }

    @Test
    void aWorkerWhoseTaskIgnoresEverythingLeaves() throws Exception {
      long request = begin("never_end");
      worker.send(new ToWorker.Answer(request, "{}"));
      worker.dropLine();
      assertEquals(WorkerMain.EXIT_ORPHANED, worker.exitCode());
    }
  }

  @Nested
  class Damaging {
    @Test
    void aTaskThatExitsEndsItsWorkerAndTheLineSaysSo() throws Exception {
      run("exit", "7");
      assertNull(worker.receive());
      assertEquals(7, worker.exitCode());
    }

    @Test
    void aTaskThatExhaustsTheMemoryFailsAndItsWorkerTakesNoOther() throws Exception {
      run("exhaust_memory", "");
      FromWorker.Finished finished = worker.expect(FromWorker.Finished.class);
      assertEquals(Status.FAILED, finished.result().status());
      assertTrue(finished.stopping());
      worker.expect(FromWorker.Leaving.class);
      assertEquals(WorkerMain.EXIT_ORDERLY, worker.exitCode());
    }

    @Test
    void whatATaskPrintsDoesntDisturbTheLine() throws Exception {
      run("flood", "");
      assertEquals(Status.SUCCEEDED, worker.expect(FromWorker.Finished.class).result().status());
    }
  }

  private void run(String task, String args) throws IOException {
    worker.send(
        new ToWorker.Run(
            1,
            TaskMessage.fromJson(
                "{\"task\":\"%s\",\"uuid\":\"u-1\",\"args\":[%s]}".formatted(task, args))));
  }

  /**
   * Runs a task until it says that it has begun.
   *
   * @return the number of that request, to be answered
   */
  private long begin(String task) throws IOException {
    run(task, "");
    FromWorker.Ask ask = worker.expect(FromWorker.Ask.class);
    assertEquals("began", ask.command());
    return ask.request();
  }
}
