package io.dispatcherd.frames;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * How much memory a service's or worker's JVM uses, and what garbage collection has cost since its
 * start.
 *
 * @param heap where objects live
 * @param nonHeap classes, compiled code and the like
 * @param collections how often memory was collected
 * @param collecting how long that took
 */
public record MemoryReport(Part heap, Part nonHeap, long collections, Duration collecting) {
  private static final long NO_LIMIT = -1;

  /**
   * One part of a JVM's memory, in bytes.
   *
   * @param used by what lives there, garbage included
   * @param committed what the JVM has of the operating system
   * @param max how much it may become; -1 if nothing limits it
   */
  public record Part(long used, long committed, long max) {
    private static Part of(MemoryUsage usage) {
      return new Part(usage.getUsed(), usage.getCommitted(), usage.getMax());
    }

    private Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("used", used);
      map.put("committed", committed);
      if (max != NO_LIMIT) {
        map.put("max", max);
      }
      return map;
    }
  }

  /** That of this JVM, now. */
  public static MemoryReport ofThisJvm() {
    return new MemoryReport(
        Part.of(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()),
        Part.of(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()),
        sum(GarbageCollectorMXBean::getCollectionCount),
        Duration.ofMillis(sum(GarbageCollectorMXBean::getCollectionTime)));
  }

  /** As control replies show it: bytes, a count, and seconds. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("heap", heap.toMap());
    map.put("non_heap", nonHeap.toMap());
    map.put("collections", collections);
    map.put("collection_seconds", collecting.toMillis() / 1000.0);
    return map;
  }

  void write(FieldWriter out) {
    for (Part part : List.of(heap, nonHeap)) {
      out.number(part.used).number(part.committed).number(part.max);
    }
    out.number(collections).number(TimeUnit.NANOSECONDS.convert(collecting));
  }

  static MemoryReport read(FieldReader in) throws IOException {
    return new MemoryReport(readPart(in), readPart(in), in.number(), Duration.ofNanos(in.number()));
  }

  private static Part readPart(FieldReader in) throws IOException {
    return new Part(in.number(), in.number(), in.number());
  }

  /** Adds up what the collectors count, of which one that doesn't count says -1. */
  private static long sum(ToLongFunction<GarbageCollectorMXBean> count) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(count)
        .filter(counted -> counted > 0)
        .sum();
  }
}
