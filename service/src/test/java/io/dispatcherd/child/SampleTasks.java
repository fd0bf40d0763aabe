package io.dispatcherd.child;

import io.dispatcherd.tasks.DispatcherExit;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Tasks for workers to run. They tell the test where they are through control commands, which works
 * from a thread and from another process alike.
 */
public final class SampleTasks {
  private SampleTasks() {}

  /** Returns something. */
  @Task(name = "add")
  public static int add(int a, int b) {
    return a + b;
  }

  /** Throws. */
  @Task(name = "fail")
  public static void fail(String text) {
    throw new IllegalStateException(text);
  }

  /** Asks a command, and returns the reply. */
  @Task(name = "ask")
  public static Map<String, @Nullable Object> ask(TaskContext context, String command) {
    return context.control(command, Map.of("asked by", context.uuid())).body();
  }

  /** Asks a command with data that JSON can't express, and returns the error. */
  @Task(name = "ask_in_vain")
  public static String askInVain(TaskContext context, String data) {
    Object unfit =
        switch (data) {
          case "not a number" -> Double.NaN;
          case "too deep" -> nested(499);
          default -> BigInteger.TEN.pow(1_000);
        };
    try {
      return context.control("running", Map.of("args", unfit)).toString();
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Returns lists within each other, so many. */
  @Task(name = "nested")
  public static List<?> nested(int levels) {
    List<?> nested = List.of();
    for (int i = 1; i < levels; i++) {
      nested = List.of(nested);
    }
    return nested;
  }

  /** Returns an object that can't be asked for what it holds. */
  @Task(name = "return_unspeakable")
  public static Object returnUnspeakable() {
    return new Unspeakable();
  }

  /** What can't be asked for what it holds. */
  public static final class Unspeakable {
    public int getTotal() {
      Object total = List.of("no number");
      return (Integer) total;
    }
  }

  /** Throws what can't even be told. */
  @Task(name = "throw_unspeakable")
  public static void throwUnspeakable(String how) throws UnspeakableException {
    throw new UnspeakableException(how);
  }

  /** An exception with methods of an application that does everything wrong. */
  public static final class UnspeakableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String how;

    UnspeakableException(String how) {
      this.how = how;
    }

    private void ifThis(String method) {
      if (how.equals(method)) {
        throw new IllegalStateException(method);
      }
    }

    @Override
    public @Nullable String getMessage() {
      ifThis("getMessage");
      return how.equals("null") ? null : how;
    }

    @Override
    public String toString() {
      ifThis("toString");
      return super.toString();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      ifThis("getStackTrace");
      return super.getStackTrace();
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      ifThis("getCause");
      return switch (how) {
        case "itself as its cause" -> this;
        case "causes without end" -> new UnspeakableException(how);
        default -> null;
      };
    }
  }

  /** Submits follow-up work, and returns its uuid. */
  @Task(name = "follow_up")
  public static String followUp(TaskContext context) {
    return context.task("add").args(1, 2).uuid("follower").submit().uuid();
  }

  /** Waits until it is interrupted. */
  @Task(name = "wait")
  public static void await(TaskContext context) throws InterruptedException {
    context.control("began", Map.of());
    new CountDownLatch(1).await();
  }

  /** Waits until it is interrupted, reports that, and returns as if nothing had been. */
  @Task(name = "swallow")
  public static boolean swallow(TaskContext context) {
    context.control("began", Map.of());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      context.control("interrupted", Map.of("cancelled", context.isCancelled()));
    }
    return true;
  }

  /** Ignores interrupts for good. */
  @Task(name = "never_end")
  public static void neverEnd(TaskContext context) {
    context.control("began", Map.of());
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // As the worst of tasks do.
      }
    }
  }

  /** Says whether its thread is interrupted from the start. */
  @Task(name = "is_interrupted")
  public static boolean interrupted(TaskContext context) {
    return Thread.currentThread().isInterrupted() || context.isCancelled();
  }

  /** Leaves its thread interrupted. */
  @Task(name = "interrupt_self")
  public static void interruptSelf() {
    Thread.currentThread().interrupt();
  }

  /** Returns what no JSON can express. */
  @Task(name = "unwritable")
  public static Map<String, Object> unwritable() {
    Map<String, Object> map = new HashMap<>();
    map.put("itself", map);
    return map;
  }

  /** Returns more than a frame can carry. */
  @Task(name = "huge")
  public static String huge() {
    return "x".repeat(65 << 20);
  }

  /** Returns its log context. */
  @Task(name = "log_context")
  public static Map<String, String> logContext() {
    return MDC.getCopyOfContextMap();
  }

  /** Returns what it knows about itself. */
  @Task(name = "who")
  public static List<Object> who(TaskContext context) {
    return List.of(context.uuid(), context.workerId(), context.message().task());
  }

  /** Ends its worker, by the context. */
  @Task(name = "exit_after")
  public static String exitAfter(TaskContext context) {
    context.exitAfterTask();
    return "done";
  }

  /** Ends its worker, by an exception. */
  @Task(name = "throw_exit")
  public static void throwExit() {
    throw new DispatcherExit("enough");
  }

  /** Ends its JVM. */
  @Task(name = "exit")
  public static void exit(int code) {
    System.exit(code);
  }

  /** Allocates until nothing is left. */
  @Task(name = "exhaust_memory")
  public static int exhaustMemory() {
    Object[] hoard = {};
    while (true) {
      hoard = new Object[] {hoard, new long[1 << 20]};
    }
  }

  /** Prints a lot, to both outputs, and what looks like a frame. */
  @Task(name = "flood")
  public static void flood() {
    for (int i = 0; i < 10_000; i++) {
      System.out.write(new byte[] {0, 0, 0, 1, 22}, 0, 5);
      System.err.print("flood");
    }
    System.out.println();
    System.err.println();
  }
}
