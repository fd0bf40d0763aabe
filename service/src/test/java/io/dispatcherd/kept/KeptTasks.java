package io.dispatcherd.kept;

import io.dispatcherd.tasks.Task;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** Tasks that write down how often they ran, in the JVM of the test. */
public final class KeptTasks {
  static final String PREFIX = KeptTasks.class.getName() + ".";

  /** By the name that a task was given, how often it was begun. */
  static final Map<String, Integer> BEGUN = new ConcurrentHashMap<>();

  /** A permit for each task that waits, or may go on. */
  static final Semaphore WAITING = new Semaphore(0);

  static volatile CountDownLatch gate = new CountDownLatch(1);

  private KeptTasks() {}

  /** Closes the gate and forgets what was written down. */
  static void reset() {
    BEGUN.clear();
    WAITING.drainPermits();
    gate = new CountDownLatch(1);
  }

  /** Is over at once. */
  @Task
  public static void quick(String name) {
    BEGUN.merge(name, 1, Integer::sum);
  }

  /** Waits until the gate is opened. */
  @Task
  public static void atTheGate(String name) throws InterruptedException {
    BEGUN.merge(name, 1, Integer::sum);
    WAITING.release();
    gate.await();
  }

  /** Waits until it is interrupted the first time, and then is over at once. */
  @Task
  public static void onceInterrupted(String name) throws InterruptedException {
    if (BEGUN.merge(name, 1, Integer::sum) == 1) {
      WAITING.release();
      new CountDownLatch(1).await();
    }
  }

  /** Throws the first time, and then is over at once. */
  @Task
  public static void onceFailing(String name) {
    if (BEGUN.merge(name, 1, Integer::sum) == 1) {
      throw new IllegalStateException("on purpose");
    }
  }
}
