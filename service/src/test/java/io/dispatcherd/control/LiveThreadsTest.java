package io.dispatcherd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.threads.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveThreadsTest {
  /** More than fit into the first attempt to list them. */
  private static final int MANY = 150;

  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> started = new ArrayList<>();

  @AfterEach
  void letThreadsEnd() throws Exception {
    end.countDown();
    for (Thread thread : started) {
      thread.join();
    }
  }

  @Test
  void manyThreadsAreAllNamed() throws Exception {
    start(MANY, Thread.ofPlatform().name("live platform ü").factory());
    start(3, VirtualThreads.named("live \"virtual\""));

    Map<String, Map<String, Object>> named = LiveThreads.named();

    for (Thread thread : started) {
      assertEquals(Map.of("done", false), named.get(thread.getName() + "#" + thread.threadId()));
    }
  }

  @Test
  void platformThreadsAreShownWithWhereTheyAreAsFarAsIsAskedFor() throws Exception {
    start(1, Thread.ofPlatform().name("live platform").factory());
    String key = "live platform#" + started.get(0).threadId();

    String whole = stack(key, 1_000);
    assertTrue(whole.contains("LiveThreadsTest.live("), whole);
    assertEquals("", stack(key, 0));
    assertEquals(whole.lines().limit(1).toList(), stack(key, 1).lines().toList());
  }

  private static String stack(String key, int limit) {
    Map<String, Object> thread = Objects.requireNonNull(LiveThreads.withStacks(limit).get(key));
    return (String) Objects.requireNonNull(thread.get("stack"));
  }

  private void start(int count, ThreadFactory maker) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Thread thread = maker.newThread(() -> live(begun));
      started.add(thread);
      thread.start();
    }
    begun.await();
  }

  private void live(CountDownLatch begun) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
