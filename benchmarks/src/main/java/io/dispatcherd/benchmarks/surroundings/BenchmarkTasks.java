package io.dispatcherd.benchmarks.surroundings;

import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.Task;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What the services under load run. */
public final class BenchmarkTasks {
  public static final String PREFIX = BenchmarkTasks.class.getName() + ".";

  private BenchmarkTasks() {}

  /** Does nothing. */
  @Task
  public static void empty() {}

  /** Does nothing, for each number one at a time. */
  @Task(onDuplicate = OnDuplicate.SERIAL)
  public static void serial(int number) {}

  /** Says when its first line ran. */
  @Task
  public static void stamp(String pipe) throws IOException {
    long now = System.nanoTime();
    Stamps.send(pipe, now);
  }

  /** Says when its first line ran, and stays. */
  @Task
  public static void stampAndSleep(String pipe, double seconds)
      throws IOException, InterruptedException {
    Stamps.send(pipe, System.nanoTime());
    TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
  }

  /** Stays for a moment, then notes its number in a file. */
  @Task
  public static void note(String file, int number) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(10);
    try (FileOutputStream out = new FileOutputStream(file, true)) {
      out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Stays. */
  @Task
  public static void sleep(double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
  }
}
