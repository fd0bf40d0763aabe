package io.dispatcherd.stress;

import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tasks that keep a journal of their runs. */
public final class StressTasks {
  static final String PREFIX = StressTasks.class.getName() + ".";

  private StressTasks() {}

  /** Takes a while, unless it is interrupted. */
  @Task
  public static void work(
      TaskContext context, String journal, String key, int millis, String padding)
      throws IOException, InterruptedException {
    Path file = Path.of(journal);
    Journal.write(file, new Journal.Entry(true, context.uuid(), key));
    try {
      if (millis > 0) {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      }
    } finally {
      // A pending interrupt would close the file under us.
      boolean interrupted = Thread.interrupted();
      Journal.write(file, new Journal.Entry(false, context.uuid(), key));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Throws once it has said that it ran. */
  @Task
  public static void fail(
      TaskContext context, String journal, String key, int millis, String padding)
      throws IOException {
    Path file = Path.of(journal);
    Journal.write(file, new Journal.Entry(true, context.uuid(), key));
    Journal.write(file, new Journal.Entry(false, context.uuid(), key));
    throw new IllegalStateException("on purpose");
  }
}
