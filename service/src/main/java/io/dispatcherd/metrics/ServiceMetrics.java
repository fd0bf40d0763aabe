package io.dispatcherd.metrics;

import static io.dispatcherd.metrics.Metric.counter;
import static io.dispatcherd.metrics.Metric.counters;
import static io.dispatcherd.metrics.Metric.gauge;
import static io.dispatcherd.metrics.Metric.gauges;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Every metric there is. The first three have the names and types that they have in the Python
 * service, so that dashboards work for both.
 */
final class ServiceMetrics {
  static final List<Metric> ALL =
      List.of(
          counter(
              "dispatcher_messages_received",
              "Complete messages from any producer, control messages included; a chunked message"
                  + " counts once.",
              it -> it.loop().messages().received()),
          counter(
              "dispatcher_control_messages_count",
              "Control messages, the part of the messages received that are commands.",
              it -> it.loop().messages().control()),
          counter(
              "dispatcher_worker_count",
              "Workers that are not gone. It goes down too: its type is the Python service's, use"
                  + " dispatcher_workers where that matters.",
              Reading::presentWorkers),
          counter(
              "dispatcher_messages_refused",
              "Messages that were malformed, named no declared task, or found no room.",
              it -> it.loop().messages().refused()),
          counter(
              "dispatcher_tasks_discarded",
              "Tasks dropped because a duplicate was running or waiting.",
              it -> it.loop().flow().discarded()),
          counter(
              "dispatcher_tasks_finished",
              "Tasks that ran to their end, failed ones included.",
              it -> it.loop().pool().finished()),
          counter(
              "dispatcher_tasks_failed",
              "Tasks that ran to their end and failed.",
              it -> it.loop().pool().failed()),
          counter(
              "dispatcher_tasks_canceled",
              "Tasks cancelled while on a worker, timed out, or lost with their worker.",
              it -> it.loop().pool().canceled()),
          gauges(
              "dispatcher_tasks_waiting",
              "reason",
              "Tasks that wait: queued for a free worker, blocked by a running duplicate, or"
                  + " delayed until their time.",
              ServiceMetrics::waiting),
          gauges(
              "dispatcher_workers",
              "state",
              "Workers by state; retired and error are gone, and shown for worker_removal_wait.",
              Reading::workersByState),
          gauge("dispatcher_workers_busy", "Workers that have a task.", Reading::busyWorkers),
          counter(
              "dispatcher_workers_created",
              "Workers that were started.",
              it -> it.loop().pool().nextWorkerId()),
          counter(
              "dispatcher_workers_retired",
              "Workers that went in order.",
              it -> it.loop().pool().retired()),
          counters(
              "dispatcher_producer_messages",
              "producer",
              "What each producer delivered: messages, or chunks of them.",
              it -> it.ofProducers("produced_count")),
          counters(
              "dispatcher_producer_recycles",
              "producer",
              "How often the connection of a producer broke, or could not be made.",
              it -> it.ofProducers("recycle_count")),
          counters(
              "dispatcher_broker_self_checks",
              "producer",
              "Messages to itself that a listening connection got back.",
              it -> it.ofSelfChecks("success_count")),
          gauges(
              "dispatcher_broker_self_check_average_seconds",
              "producer",
              "How long self-checks took on average; absent before the first.",
              it -> it.ofSelfChecks("average_time_seconds")),
          gauges(
              "dispatcher_broker_self_check_max_seconds",
              "producer",
              "How long the slowest self-check took; absent before the first.",
              it -> it.ofSelfChecks("max_time_seconds")),
          gauge(
              "dispatcher_uptime_seconds",
              "Time since the service was started.",
              it -> it.uptime().toNanos() / 1e9),
          gauges(
              "jvm_memory_used_bytes",
              "area",
              "Memory that the service's JVM uses, its workers' not included.",
              it -> memory(MemoryUsage::getUsed)),
          gauges(
              "jvm_memory_committed_bytes",
              "area",
              "Memory that the service's JVM has got from the system.",
              it -> memory(MemoryUsage::getCommitted)),
          gauges(
              "jvm_memory_max_bytes",
              "area",
              "Memory that the service's JVM may use at most; -1: not limited.",
              it -> memory(MemoryUsage::getMax)));

  private ServiceMetrics() {}

  private static Map<String, Number> waiting(Reading reading) {
    Map<String, Number> waiting = new LinkedHashMap<>();
    waiting.put("queued", reading.loop().flow().queued());
    waiting.put("blocked", reading.loop().flow().blocked());
    waiting.put("delayed", reading.loop().flow().delayed());
    return waiting;
  }

  private static Map<String, Number> memory(ToLongFunction<MemoryUsage> size) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Map<String, Number> areas = new LinkedHashMap<>();
    areas.put("heap", size.applyAsLong(memory.getHeapMemoryUsage()));
    areas.put("nonheap", size.applyAsLong(memory.getNonHeapMemoryUsage()));
    return areas;
  }
}
