package io.dispatcherd.cli;

import io.dispatcherd.tasks.Task;
import java.util.concurrent.CountDownLatch;

/** Tasks for services that are started as processes. */
public final class ProgramTasks {
  private ProgramTasks() {}

  /** Prints a text. */
  @Task
  public static void print(String text) {
    System.out.println(text);
  }

  /** Waits until it is cancelled. */
  @Task
  public static void waitForCancel() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
