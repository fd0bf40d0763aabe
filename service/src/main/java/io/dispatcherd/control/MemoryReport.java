package io.dispatcherd.control;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much memory a JVM of ours uses, as control replies show it. */
final class MemoryReport {
  private MemoryReport() {}

  /** The numbers of this JVM: bytes, a count, and seconds. */
  static Map<String, Object> ofThisJvm() {
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("heap", describe(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
    report.put("non_heap", describe(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
    report.put(
        "collections",
        collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum());
    report.put(
        "collection_seconds",
        collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum() / 1000.0);
    return report;
  }

  private static Map<String, Object> describe(MemoryUsage usage) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("used", usage.getUsed());
    described.put("committed", usage.getCommitted());
    if (usage.getMax() >= 0) {
      described.put("max", usage.getMax());
    }
    return described;
  }
}
