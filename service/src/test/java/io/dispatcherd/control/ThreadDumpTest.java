package io.dispatcherd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadDumpTest {
  private final CountDownLatch started = new CountDownLatch(3);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void letThreadsEnd() {
    end.countDown();
  }

  @Test
  void virtualAndOtherThreadsAreShownWithWhereTheyAre() throws Exception {
    Thread virtual = Thread.ofVirtual().name("dump \"virtual\" ü").start(this::await);
    Thread platform = Thread.ofPlatform().name("dump platform").start(this::await);
    Thread nameless = Thread.ofVirtual().start(this::await);
    started.await();

    List<ThreadDump.Entry> dump = ThreadDump.take();

    for (Thread thread : List.of(virtual, platform, nameless)) {
      ThreadDump.Entry entry = find(thread, dump);
      assertEquals(thread.getName(), entry.name());
      assertTrue(
          entry.stack().stream().anyMatch(call -> call.contains("ThreadDumpTest.await")),
          () -> entry.toString());
    }
  }

  private static ThreadDump.Entry find(Thread thread, List<ThreadDump.Entry> dump) {
    String id = String.valueOf(thread.threadId());
    return dump.stream().filter(entry -> entry.id().equals(id)).findFirst().orElseThrow();
  }

  private void await() {
    started.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
