package io.dispatcherd.stress;

import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * How much this JVM, the service within it included, holds at a moment.
 *
 * @param threads platform threads
 * @param processes its children
 * @param files open files, sockets and pipes; 0 where the system doesn't tell
 * @param connections to PostgreSQL
 * @param heapKilobytes what is in use after a collection
 * @param residentKilobytes all memory of the process; 0 where the system doesn't tell
 */
record Holdings(
    long threads,
    long processes,
    long files,
    long connections,
    long heapKilobytes,
    long residentKilobytes) {
  private static final Path SELF = Path.of("/proc/self");

  /** Something of it that must not grow. */
  record Kind(String name, ToLongFunction<Holdings> amount, long slack) {}

  /** What must not grow, and by how much it may seem to. Resident memory is told, not judged. */
  static final List<Kind> KINDS =
      List.of(
          new Kind("threads", Holdings::threads, 5),
          new Kind("processes", Holdings::processes, 2),
          new Kind("files", Holdings::files, 10),
          new Kind("connections", Holdings::connections, 2),
          new Kind("heap KB", Holdings::heapKilobytes, 8 << 10));

  /**
   * What is held now.
   *
   * @param applicationName of the connections that count
   */
  static Holdings now(TestPostgres postgres, String applicationName)
      throws IOException, SQLException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Holdings(
        Thread.getAllStackTraces().size(),
        ProcessHandle.current().children().count(),
        openFiles(),
        postgres.sessions(applicationName),
        (runtime.totalMemory() - runtime.freeMemory()) / 1024,
        resident());
  }

  private static long openFiles() throws IOException {
    if (!Files.exists(SELF)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
      return files.count();
    }
  }

  private static long resident() throws IOException {
    if (!Files.exists(SELF)) {
      return 0;
    }
    return Files.readAllLines(SELF.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  @Override
  public String toString() {
    return "%d threads, %d processes, %d files, %d connections, heap %,d KB, resident %,d KB"
        .formatted(threads, processes, files, connections, heapKilobytes, residentKilobytes);
  }
}
