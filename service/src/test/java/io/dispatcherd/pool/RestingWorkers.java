package io.dispatcherd.pool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import org.awaitility.Awaitility;

/** Tells of worker processes, spare ones too, that they have nothing more to do. */
public final class RestingWorkers {
  private RestingWorkers() {}

  /**
   * Waits until the main thread of each waits for what its service says next: its JVM is up, it has
   * warmed up, and it handles signals.
   */
  public static void await(Collection<ProcessHandle> workers) {
    Awaitility.await("workers at rest")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> workers.stream().allMatch(RestingWorkers::rests));
  }

  private static boolean rests(ProcessHandle worker) {
    String threads = threads(worker.pid());
    int main = threads.indexOf("\n\"main\" ");
    int next = threads.indexOf("\n\n", main);
    return main >= 0 && next > main && threads.substring(main, next).contains("Inbox.");
  }

  private static String threads(long pid) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "Thread.print")
              .redirectErrorStream(true)
              .start();
      try (InputStream output = jcmd.getInputStream()) {
        return new String(output.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
