package io.dispatcherd.control;

import io.dispatcherd.threads.VirtualThreads;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads of this JVM: platform threads, and the virtual ones that the service has started. The
 * JVM could write down all threads with their stacks, but that crashes it now and then (JDK 25), so
 * no command may ever ask for it.
 */
final class LiveThreads {
  private LiveThreads() {}

  /** Their names. Quick: no thread is stopped for it. */
  static Map<String, Map<String, Object>> named() {
    Map<String, Map<String, Object>> named = new LinkedHashMap<>();
    Stream.concat(platform(), VirtualThreads.alive().stream())
        .forEach(thread -> named.put(key(thread), shown()));
    return named;
  }

  /**
   * With the calls that they are in, the innermost first; virtual ones without. All threads of the
   * JVM stand still meanwhile.
   *
   * @param limit how many calls of each
   */
  static Map<String, Map<String, Object>> withStacks(int limit) {
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    Thread.getAllStackTraces().entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> entry.getKey().threadId()))
        .forEach(
            entry -> {
              Map<String, Object> shown = shown();
              shown.put("stack", text(entry.getValue(), limit));
              found.put(key(entry.getKey()), shown);
            });
    for (Thread thread : VirtualThreads.alive()) {
      Map<String, Object> shown = shown();
      shown.put("stack", "");
      found.put(key(thread), shown);
    }
    return found;
  }

  private static Stream<Thread> platform() {
    ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
      root = parent;
    }
    // What doesn't fit is left out silently, so there has to be room to spare.
    Thread[] threads = new Thread[64];
    int count = root.enumerate(threads);
    while (count == threads.length) {
      threads = new Thread[2 * threads.length];
      count = root.enumerate(threads);
    }
    return List.of(Arrays.copyOf(threads, count)).stream()
        .sorted(Comparator.comparingLong(Thread::threadId));
  }

  /** With the number, since names need not be unique. */
  private static String key(Thread thread) {
    return thread.getName() + "#" + thread.threadId();
  }

  /** What Python's {@code aio_tasks} says of a task; what is listed here is alive. */
  private static Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("done", false);
    return shown;
  }

  private static String text(StackTraceElement[] stack, int limit) {
    return Arrays.stream(stack)
        .limit(limit)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining("\n"));
  }
}
