package io.dispatcherd.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class VirtualThreadsTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void aThreadIsListedFromItsBeginningToItsEnd() throws Exception {
    Thread thread = VirtualThreads.named("listed").newThread(this::live);
    assertTrue(thread.isVirtual());
    assertFalse(VirtualThreads.alive().contains(thread));

    thread.start();
    begun.await();
    assertTrue(VirtualThreads.alive().contains(thread));

    end.countDown();
    thread.join();
    assertFalse(VirtualThreads.alive().contains(thread));
  }

  @Test
  void oneThatEndsWithAnExceptionIsNotListedAnyMore() throws Exception {
    Thread thread =
        VirtualThreads.named("fails")
            .newThread(
                () -> {
                  throw new IllegalStateException("as the test wants it");
                });
    thread.setUncaughtExceptionHandler((failed, e) -> {});
    thread.start();
    thread.join();

    assertFalse(VirtualThreads.alive().contains(thread));
  }

  @Test
  void numbersBeginAtZero() {
    ThreadFactory factory = VirtualThreads.numbered("request-");

    assertEquals("request-0", factory.newThread(this::live).getName());
    assertEquals("request-1", factory.newThread(this::live).getName());
  }

  private void live() {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
