package io.dispatcherd.cli;

import io.dispatcherd.tasks.Task;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Tasks for services that are started as processes. */
public final class ProgramTasks {
  private ProgramTasks() {}

  /** Prints a text. */
  @Task
  public static void print(String text) {
    System.out.println(text);
  }

  /** Logs at debug level. What it is given is nobody's business. */
  @Task
  public static void log(String secret) {
    LoggerFactory.getLogger("io.dispatcherd.cli.tasks").debug("a task logs");
  }

  /** Says that it runs, and waits until it is cancelled. */
  @Task
  public static void sayAndWaitForCancel() throws InterruptedException {
    System.out.println("it runs, and waits");
    waitForCancel();
  }

  /** Waits until it is cancelled. */
  @Task
  public static void waitForCancel() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
