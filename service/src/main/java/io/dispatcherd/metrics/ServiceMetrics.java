package io.dispatcherd.metrics;

import static io.dispatcherd.metrics.Metric.counter;
import static io.dispatcherd.metrics.Metric.counters;
import static io.dispatcherd.metrics.Metric.gauge;
import static io.dispatcherd.metrics.Metric.gauges;
import static io.dispatcherd.metrics.Metric.histograms;

import io.dispatcherd.messages.chunks.ChunkCounts;
import io.dispatcherd.pool.scaling.ScaleCounts;
import io.dispatcherd.producers.BrokerConnection;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Every metric there is. The first three have the names and types that they have in the Python
 * service, so that dashboards work for both.
 */
final class ServiceMetrics {
  private static final List<Metric> OWN =
      List.of(
          counter(
              "dispatcher_messages_received",
              "Complete messages from any producer, control messages included; a chunked message"
                  + " counts once.",
              it -> it.loop().intake().messages().received()),
          counter(
              "dispatcher_control_messages_count",
              "Control messages, the part of the messages received that are commands.",
              it -> it.loop().intake().messages().control()),
          counter(
              "dispatcher_worker_count",
              "Workers that are not gone. It goes down too: its type is the Python service's, use"
                  + " dispatcher_workers where that matters.",
              MetricsSnapshot::presentWorkers),
          counter(
              "dispatcher_messages_refused",
              "Messages that were malformed, named no declared task, or found no room.",
              it -> it.loop().intake().messages().refused()),
          counters(
              "dispatcher_messages_unverified",
              "reason",
              "Messages, chunks and replies refused for their signature; only with signing.",
              MetricsSnapshot::unverified),
          counters(
              "dispatcher_limit_hits",
              "limit",
              "How often what arrived hit a bound on it; the page on limits says what each means.",
              it -> it.loop().intake().limitHits()),
          counter(
              "dispatcher_tasks_discarded",
              "Tasks dropped because a duplicate was running or waiting.",
              it -> it.loop().tasks().flow().ended().discarded()),
          counter(
              "dispatcher_tasks_finished",
              "Tasks that ran to their end, failed ones included.",
              it -> it.loop().pool().counts().finished()),
          counter(
              "dispatcher_tasks_failed",
              "Tasks that ran to their end and failed.",
              it -> it.loop().pool().counts().failed()),
          counter(
              "dispatcher_tasks_canceled",
              "Tasks cancelled by a command or at shutdown, waiting ones included.",
              it -> it.loop().tasks().flow().ended().cancelled()),
          counter(
              "dispatcher_tasks_timed_out",
              "Tasks whose time was up before they ended.",
              it -> it.loop().tasks().flow().ended().timedOut()),
          counter(
              "dispatcher_tasks_lost",
              "Tasks whose worker died under them, or that still waited when the service stopped.",
              it -> it.loop().tasks().flow().ended().lost()),
          gauge(
              "dispatcher_tasks_running",
              "Tasks that are on a worker.",
              it -> it.loop().tasks().running()),
          gauges(
              "dispatcher_tasks_waiting",
              "reason",
              "Tasks that wait: queued for a free worker, blocked by a running duplicate, or"
                  + " delayed until their time.",
              ServiceMetrics::waiting),
          gauge(
              "dispatcher_tasks_waiting_limit",
              "How many tasks may wait, for whatever reason, before more are refused: max_queued.",
              it -> it.loop().pool().limits().maxQueued()),
          histograms(
              "dispatcher_task_waiting_seconds",
              "task",
              "Time from the moment a task was due, its delay over, until a worker got it.",
              it -> it.loop().tasks().timings().waiting()),
          histograms(
              "dispatcher_task_running_seconds",
              "task",
              "Time from the moment a worker got a task until it had ended, in whatever way.",
              it -> it.loop().tasks().timings().running()),
          gauges(
              "dispatcher_workers",
              "state",
              "Workers by state; retired and error are gone, and shown for worker_removal_wait.",
              MetricsSnapshot::workersByState),
          gauges(
              "dispatcher_workers_limit",
              "bound",
              "How few and how many workers there may be: min_workers and max_workers.",
              ServiceMetrics::limits),
          counters(
              "dispatcher_worker_scale_events",
              "event",
              "Workers started because there were too few (up), told to leave because there were"
                  + " too many (down) or because of worker_max_lifetime_seconds (lifetime), or"
                  + " started in the place of one that died, left by itself or was too old"
                  + " (replaced).",
              ServiceMetrics::scaleEvents),
          counter(
              "dispatcher_workers_created",
              "Workers that were started.",
              it -> it.loop().pool().counts().nextWorkerId()),
          counter(
              "dispatcher_workers_retired",
              "Workers that went in order.",
              it -> it.loop().pool().counts().retired()),
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
              "dispatcher_producer_reconnects",
              "producer",
              "How often a producer listened again after its connection had broken.",
              it -> it.ofConnections(connection -> Optional.of(connection.reconnects()))),
          gauges(
              "dispatcher_producer_listening",
              "producer",
              "1 while the connection of a producer listens, 0 while it doesn't.",
              it -> it.ofConnections(connection -> Optional.of(connection.isListening() ? 1 : 0))),
          gauges(
              "dispatcher_broker_queue_usage_ratio",
              "producer",
              "How full PostgreSQL's notification queue was in the last half minute, 0 to 1; absent"
                  + " if unknown.",
              it -> it.ofConnections(ServiceMetrics::queueUsage)),
          gauges(
              "dispatcher_broker_blocked",
              "producer",
              "1 while the server of a broker takes no messages, as RabbitMQ when it is short of"
                  + " memory or disk; 0 while it does.",
              it -> it.ofConnections(connection -> Optional.of(connection.isBlocked() ? 1 : 0))),
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
          counter(
              "dispatcher_chunks_received",
              "Chunks of messages, malformed ones included.",
              it -> it.loop().intake().chunks().received()),
          counters(
              "dispatcher_chunked_messages",
              "result",
              "Messages in chunks: assembled, errored (the chunks make no message), timed_out (some"
                  + " never came), dropped (memory for chunks was full).",
              ServiceMetrics::chunkedMessages),
          gauge(
              "dispatcher_chunked_messages_active",
              "Messages in chunks that aren't whole yet.",
              it -> it.loop().intake().chunks().active()),
          counter(
              "dispatcher_event_loop_errors",
              "Errors of the event loop itself. Each is a bug; the service went on after it.",
              it -> it.loop().bugs()),
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

  static final List<Metric> ALL = Stream.concat(OWN.stream(), QueueMetrics.ALL.stream()).toList();

  private ServiceMetrics() {}

  private static Map<String, Number> waiting(MetricsSnapshot reading) {
    Map<String, Number> waiting = new LinkedHashMap<>();
    waiting.put("queued", reading.loop().tasks().flow().queued());
    waiting.put("blocked", reading.loop().tasks().flow().blocked());
    waiting.put("delayed", reading.loop().tasks().flow().delayed());
    return waiting;
  }

  private static Map<String, Number> limits(MetricsSnapshot reading) {
    Map<String, Number> limits = new LinkedHashMap<>();
    limits.put("min", reading.loop().pool().limits().minWorkers());
    limits.put("max", reading.loop().pool().limits().maxWorkers());
    return limits;
  }

  private static Map<String, Number> scaleEvents(MetricsSnapshot reading) {
    ScaleCounts counts = reading.loop().pool().scale();
    Map<String, Number> events = new LinkedHashMap<>();
    events.put("up", counts.up());
    events.put("down", counts.down());
    events.put("replaced", counts.replaced());
    events.put("lifetime", counts.lifetime());
    return events;
  }

  private static Map<String, Number> chunkedMessages(MetricsSnapshot reading) {
    ChunkCounts counts = reading.loop().intake().chunks();
    Map<String, Number> results = new LinkedHashMap<>();
    results.put("assembled", counts.succeeded());
    results.put("errored", counts.errored());
    results.put("timed_out", counts.timedOut());
    results.put("dropped", counts.dropped());
    return results;
  }

  private static Optional<Double> queueUsage(BrokerConnection connection) {
    OptionalDouble usage = connection.queueUsage();
    return usage.isPresent() ? Optional.of(usage.getAsDouble()) : Optional.empty();
  }

  private static Map<String, Number> memory(ToLongFunction<MemoryUsage> size) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Map<String, Number> areas = new LinkedHashMap<>();
    areas.put("heap", size.applyAsLong(memory.getHeapMemoryUsage()));
    areas.put("nonheap", size.applyAsLong(memory.getNonHeapMemoryUsage()));
    return areas;
  }
}
