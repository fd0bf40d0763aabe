package io.dispatcherd.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.tasks.TaskRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    worker =
        WorkerProcess.start(
            new WorkerSetup(
                1,
                "node",
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.copyOf(TaskRegistry.ofClasses(SampleTasks.class).declarations())));
    worker.expect(FromWorker.Starting.class);
    worker.expect(FromWorker.Ready.class);
  }

  @AfterEach
  void end() {
    worker.close();
  }

  @Test
  void runsATaskReportsAndLeavesWhenTold() throws Exception {
    worker.send(new ToWorker.Run(1, "{\"task\":\"add\",\"uuid\":\"u-1\",\"args\":[1,2]}"));
    FromWorker.Finished finished = worker.expect(FromWorker.Finished.class);
    assertEquals(1, finished.run());
    assertEquals("u-1", finished.result().uuid());
    assertEquals(3, finished.result().value());

    worker.send(new ToWorker.Stop());
    worker.expect(FromWorker.Leaving.class);
    assertEquals(WorkerMain.EXIT_ORDERLY, worker.exitCode());
  }

  @Test
  void aTaskThatExitsEndsItsWorkerAndTheLineSaysSo() throws Exception {
    worker.send(new ToWorker.Run(1, "{\"task\":\"exit\",\"uuid\":\"u-1\",\"args\":[7]}"));
    assertNull(worker.receive());
    assertEquals(7, worker.exitCode());
  }
}
