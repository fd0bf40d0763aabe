package io.dispatcherd.metrics;

import static io.dispatcherd.metrics.Metric.countersByTwo;
import static io.dispatcherd.metrics.Metric.gauges;
import static io.dispatcherd.metrics.Metric.gaugesByTwo;

import io.dispatcherd.jobs.QueueStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The metrics of queues that keep tasks; every service of a queue shows the same. */
final class QueueMetrics {
  private static final String QUEUE = "queue";

  static final List<Metric> ALL =
      List.of(
          gauges(
              "dispatcher_queue_ready",
              QUEUE,
              "Jobs of a queue that wait for a worker; estimated beyond 10,000.",
              it -> ofQueues(it, queue -> Optional.of(queue.ready()))),
          gauges(
              "dispatcher_queue_oldest_ready_seconds",
              QUEUE,
              "How long ago the oldest job was submitted that waits for a worker.",
              it ->
                  ofQueues(
                      it,
                      queue ->
                          Optional.of(
                              queue.oldestReady().orElse(Duration.ZERO).toMillis() / 1000.0))),
          gauges(
              "dispatcher_queue_running",
              QUEUE,
              "Jobs of a queue that services have taken.",
              it -> ofQueues(it, queue -> Optional.of(queue.running()))),
          gauges(
              "dispatcher_queue_scheduled",
              QUEUE,
              "Jobs of a queue that wait for their time, or for their next attempt.",
              it -> ofQueues(it, queue -> Optional.of(queue.scheduled()))),
          gaugesByTwo(
              "dispatcher_queue_held",
              QUEUE,
              "reason",
              "Jobs of a queue that wait for something else: a service that declares their task, a"
                  + " duplicate to end, or a place within a limit.",
              it -> byTwo(it, QueueStatus::held)),
          gauges(
              "dispatcher_queue_dead",
              QUEUE,
              "Jobs of a queue that have failed for the last time and are kept.",
              it -> ofQueues(it, queue -> Optional.of(queue.dead()))),
          gauges(
              "dispatcher_queue_paused",
              QUEUE,
              "1 while no job of the queue may start.",
              it -> ofQueues(it, queue -> Optional.of(queue.isPaused() ? 1 : 0))),
          countersByTwo(
              "dispatcher_queue_ended",
              QUEUE,
              "outcome",
              "Jobs of a queue that have ended, over all services: done, dead, cancelled or"
                  + " discarded.",
              it -> byTwo(it, QueueStatus::ended)));

  private QueueMetrics() {}

  private static Map<String, Number> ofQueues(
      MetricsSnapshot reading, Function<QueueStatus, Optional<? extends Number>> what) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (QueueStatus queue : reading.queues()) {
      what.apply(queue).ifPresent(number -> numbers.put(queue.name(), number));
    }
    return numbers;
  }

  private static Map<String, Map<String, Number>> byTwo(
      MetricsSnapshot reading, Function<QueueStatus, Map<String, Long>> what) {
    Map<String, Map<String, Number>> numbers = new LinkedHashMap<>();
    for (QueueStatus queue : reading.queues()) {
      numbers.put(queue.name(), new LinkedHashMap<>(what.apply(queue)));
    }
    return numbers;
  }
}
