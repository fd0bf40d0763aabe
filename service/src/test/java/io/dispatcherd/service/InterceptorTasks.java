package io.dispatcherd.service;

import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Tasks of an object that somebody else makes, and what stands around them. */
public final class InterceptorTasks {
  static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

  private final String greeting;

  /** For services that look for tasks among the classes of all tests. */
  public InterceptorTasks() {
    this("Nobody greets");
  }

  public InterceptorTasks(String greeting) {
    this.greeting = greeting;
  }

  @Task
  public void greet(TaskContext context, String name) {
    SEEN.add(greeting + " " + name + " of " + context.fields());
  }

  /** Notes each run. */
  record Noting(String name) implements RunInterceptor {
    @Override
    public @Nullable Object around(TaskContext context, Run run) throws Throwable {
      SEEN.add(name + " before " + context.fields().keySet());
      try {
        return run.proceed();
      } finally {
        SEEN.add(name + " after");
      }
    }
  }

  static List<String> seen() {
    List<String> all = List.copyOf(SEEN);
    SEEN.clear();
    return all;
  }
}
