package io.dispatcherd.control;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.dispatcherd.messages.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this JVM as its own dump shows them: virtual ones too, which {@link
 * Thread#getAllStackTraces} leaves out.
 */
final class ThreadDump {
  private ThreadDump() {}

  /**
   * A thread that was alive.
   *
   * @param id what tells threads of one name apart
   * @param stack the calls it was in, the innermost first
   */
  record Entry(String id, String name, List<String> stack) {}

  /**
   * Takes one. That needs a temporary file, and some milliseconds: little enough for the event
   * loop.
   *
   * @throws IOException if the file can't be made, written or read
   */
  static List<Entry> take() throws IOException {
    return parse(write());
  }

  /** The JVM insists on making the file itself, so it is the folder that keeps others out. */
  private static String write() throws IOException {
    Path folder = Files.createTempDirectory("dispatcherd-threads-");
    Path file = folder.resolve("threads.json");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
      return Files.readString(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static List<Entry> parse(String dump) {
    return list(object(object(Json.parse(dump)).get("threadDump")).get("threadContainers")).stream()
        .flatMap(container -> list(object(container).get("threads")).stream())
        .map(thread -> entry(object(thread)))
        .toList();
  }

  private static Entry entry(Map<?, ?> thread) {
    return new Entry(
        String.valueOf(thread.get("tid")),
        String.valueOf(thread.get("name")),
        list(thread.get("stack")).stream().map(String::valueOf).toList());
  }

  private static Map<?, ?> object(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }
}
