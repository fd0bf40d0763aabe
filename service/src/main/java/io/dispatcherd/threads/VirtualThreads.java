package io.dispatcherd.threads;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * Makes virtual threads and keeps a list of the running ones: the JVM lists platform threads only.
 * Its thread dump has virtual ones too, but it may crash a JVM (JDK 25) whose threads are running.
 * Thread-safe.
 */
public final class VirtualThreads {
  /** Threads that have started and not ended. */
  private static final Set<Thread> alive = ConcurrentHashMap.newKeySet();

  private VirtualThreads() {}

  /** For threads that all have this name. */
  public static ThreadFactory named(String name) {
    return registering(Thread.ofVirtual().name(name).factory());
  }

  /** For threads that have this name and a number, which begins at 0. */
  public static ThreadFactory numbered(String name) {
    return registering(Thread.ofVirtual().name(name, 0).factory());
  }

  /** The running threads that were made here, the oldest first. */
  public static List<Thread> alive() {
    return alive.stream().sorted(Comparator.comparingLong(Thread::threadId)).toList();
  }

  private static ThreadFactory registering(ThreadFactory factory) {
    return task -> factory.newThread(() -> run(task));
  }

  private static void run(Runnable task) {
    Thread self = Thread.currentThread();
    alive.add(self);
    try {
      task.run();
    } finally {
      alive.remove(self);
    }
  }
}
