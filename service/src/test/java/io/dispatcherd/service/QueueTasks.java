package io.dispatcherd.service;

import io.dispatcherd.tasks.Task;

/** For {@link QueueFunctionalTest}. */
public final class QueueTasks {
  private QueueTasks() {}

  @Task
  public static String greet(String name) {
    return "Hello " + name;
  }

  @Task
  public static void fail() {
    throw new IllegalStateException("as ever");
  }
}
