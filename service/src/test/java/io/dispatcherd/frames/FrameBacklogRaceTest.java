package io.dispatcherd.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dispatcherd.threads.Race;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread that reads a worker's frames beside the one that handles them. */
class FrameBacklogRaceTest {
  @Test
  void eachPauseEndsOnce() {
    Race.run(FullBacklog::new, FullBacklog::pause, FullBacklog::handle, FullBacklog::check);
  }

  private static final class FullBacklog {
    private final AtomicInteger resumed = new AtomicInteger();
    private final FrameBacklog backlog = new FrameBacklog(1_000, resumed::incrementAndGet);
    private final List<Runnable> frames = List.of(backlog.add(300), backlog.add(300));

    void pause() {
      backlog.holdUp();
    }

    void handle() {
      frames.forEach(Runnable::run);
    }

    void check() {
      assertFalse(backlog.isFull());
      assertEquals(1, resumed.get(), "how often reading was resumed");
    }
  }
}
