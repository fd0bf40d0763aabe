package io.dispatcherd.examples;

import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.util.concurrent.TimeUnit;

/**
 * Small tasks that show what can happen to a task. What they print goes to the service's output.
 */
public final class DemoTasks {
  private static final String QUEUE = "test_channel";

  private DemoTasks() {}

  /** Does nothing. */
  @Task(queue = QUEUE)
  public static void noop() {}

  /** Greets. */
  @Task(queue = QUEUE)
  public static void printHello() {
    System.out.println("hello world!!");
  }

  /** Says which worker runs it: a task may ask for its context. */
  @Task(queue = QUEUE)
  public static void whereAmI(TaskContext context) {
    System.out.printf("task %s runs on worker %d%n", context.uuid(), context.workerId());
  }

  /**
   * Waits, and ends at once when it is cancelled.
   *
   * @return the seconds that it waited
   */
  @Task(queue = QUEUE)
  public static double sleep(double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos(seconds));
    return seconds;
  }

  /** Fails. */
  @Task(queue = QUEUE)
  public static void fail() {
    throw new IllegalStateException("this task fails on purpose");
  }

  /** Waits whatever it is told: only the end of its worker stops it early. */
  @Task(queue = QUEUE)
  public static void stubborn(double seconds) {
    long end = System.nanoTime() + nanos(seconds);
    for (long left = nanos(seconds); left > 0; left = end - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        System.out.println("told to stop, and going on: that is what this task is for");
      }
    }
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
