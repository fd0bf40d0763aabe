package io.dispatcherd.testing.junit;

import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.util.concurrent.CountDownLatch;

/** Tasks of an application that tests them. */
public final class SampleTasks {
  /** What a task returns. */
  public record Sum(int total, String unit) {}

  private SampleTasks() {}

  /** Adds. */
  @Task
  public static Sum add(int a, int b) {
    return new Sum(a + b, "pieces");
  }

  /** Throws, unless there is no reason to. */
  @Task
  public static void refuse(String why) {
    if (!why.isEmpty()) {
      throw new IllegalStateException(why);
    }
  }

  /** Submits another task. */
  @Task
  public static void follow(TaskContext context, int more) {
    if (more > 0) {
      context.submit(SampleTasks::follow, more - 1);
    }
  }

  /** Waits for ever, until it is cancelled. */
  @Task(onDuplicate = OnDuplicate.DISCARD, timeout = "1h")
  public static void hang(TaskContext context) throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
