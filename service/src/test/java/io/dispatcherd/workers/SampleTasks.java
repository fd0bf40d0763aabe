package io.dispatcherd.workers;

import io.dispatcherd.tasks.Task;

/** Tasks for workers to run. */
public final class SampleTasks {
  private SampleTasks() {}

  /** Returns something. */
  @Task(name = "add")
  public static int add(int a, int b) {
    return a + b;
  }

  /** Ends its JVM. */
  @Task(name = "exit")
  public static void exit(int code) {
    System.exit(code);
  }
}
