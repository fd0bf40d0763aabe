package io.dispatcherd.service.threadworkers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.child.WorkerParts;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThreadLauncherTest {
  private static final WorkerSetup SETUP =
      new WorkerSetup(
          0, "node", Optional.empty(), Map.of(), Optional.empty(), List.of(), List.of());

  @Test
  void whatCannotHaveAThreadIsNoWorker() {
    List<WorkerExit> gone = new ArrayList<>();
    try (ThreadLauncher launcher =
        new ThreadLauncher(
            ThreadLauncherTest.class.getClassLoader(), NoRoom::new, WorkerParts.NONE)) {
      assertThrows(Error.class, () -> launcher.launch(SETUP, listener(gone)));
    }
    assertEquals(List.of(), gone, "there was nothing left to be ended");
  }

  private static WorkerListener listener(List<WorkerExit> gone) {
    return new WorkerListener() {
      @Override
      public void spawned(int worker, long pid) {}

      @Override
      public void said(int worker, FromWorker frame, Runnable onTaken) {}

      @Override
      public void gone(int worker, WorkerExit exit) {
        gone.add(exit);
      }
    };
  }

  /** What a thread does where the system allows no more of them. */
  private static final class NoRoom extends Thread {
    NoRoom(Runnable task) {
      super(task);
    }

    @Override
    public void start() {
      throw new Error("unable to create native thread");
    }
  }
}
