package io.dispatcherd.benchmarks.surroundings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process holds in memory, in MB of 1,000,000 bytes. Linux only. */
public final class Memory {
  private Memory() {}

  /** All of it. */
  public static double resident(long pid) throws IOException {
    return megabytes(pid, "Rss");
  }

  /** Its share: what others have too is counted once over all. */
  public static double share(long pid) throws IOException {
    return megabytes(pid, "Pss");
  }

  private static double megabytes(long pid, String kind) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "smaps_rollup"))) {
      if (line.startsWith(kind + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    throw new IllegalStateException("no " + kind + " for process " + pid);
  }
}
