package io.dispatcherd.tasks;

import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tasks of every shape, for tests to submit. */
public final class SampleTasks {
  private SampleTasks() {}

  @Task(queue = "test_channel")
  public static void printHello() {}

  @Task(queue = "test_channel", onDuplicate = OnDuplicate.SERIAL, timeout = "5s", delay = "1500ms")
  public static int sleep(double seconds) throws InterruptedException {
    return (int) seconds;
  }

  @Task(name = "reports.monthly")
  public static String monthly(TaskContext context, YearMonth month, List<String> teams) {
    return month + " " + teams;
  }

  @Task
  public static void pulse(TaskContext context) {}

  @Task
  public static String greet(String name, int times) {
    return name.repeat(times);
  }

  @Task
  public static void count(long items) {}

  @Task
  public static void tag(List<String> tags, int times) {}

  @Task
  public static void close(Order order) {}

  /** A job to do. */
  public record Order(long id, Optional<YearMonth> due) {}

  @Task
  public static long six(long a, String b, boolean c, int d, List<Integer> e, @Nullable Long f) {
    return a;
  }

  @Task(queueFrom = CurrentQueue.class)
  public static void routed() {}

  @Task
  public static void fail(String reason) {
    throw new IllegalStateException(reason);
  }

  public static void undeclared(String text) {}

  /** A class whose objects somebody else makes. */
  public static class Reports {
    private final String currency;

    public Reports(String currency) {
      this.currency = currency;
    }

    @Task
    public String yearly(int year) {
      return year + " in " + currency;
    }

    @Task
    public String since(TaskContext context, long year) {
      return year + " in " + currency + " by " + context.uuid();
    }
  }

  /** Chooses the queue that a test has set. */
  public static final class CurrentQueue implements Supplier<String> {
    static volatile String channel = "first";

    @Override
    public String get() {
      return channel;
    }
  }

  /** A class task. */
  @Task(queue = "jobs")
  public static final class RunJob {
    public void run(long jobId) {}
  }

  /** A class task with a context. */
  @Task
  public static final class BoundJob {
    public String run(TaskContext context, long jobId, List<String> tags) {
      return jobId + " " + tags;
    }
  }

  /** Not a task. */
  public static final class Undeclared {
    public void run(long jobId) {}
  }
}
