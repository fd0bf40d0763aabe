package io.dispatcherd.metrics;

import io.dispatcherd.producers.Producer;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page with all metrics. The event loop is asked for its numbers at one moment, and only for
 * them: whatever takes time happens on the caller's thread. Thread-safe.
 */
final class MetricsPage implements Supplier<String> {
  private static final Logger log = LoggerFactory.getLogger(MetricsPage.class);

  private final TimedQueries questions;
  private final QueueNumbers queues = new QueueNumbers();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final long startNanos = System.nanoTime();

  MetricsPage(TimedQueries questions) {
    this.questions = questions;
  }

  /**
   * The page as it is now.
   *
   * @throws NoAnswerException if the event loop doesn't answer in time
   */
  @Override
  public String get() {
    LoopSnapshot loop = questions.ask(LoopSnapshot::of);
    Duration uptime = Duration.ofNanos(System.nanoTime() - startNanos);
    return text(
        new MetricsSnapshot(loop, statuses(loop.producers()), queues.of(loop.producers()), uptime));
  }

  private static Map<String, Map<String, Object>> statuses(List<Producer> producers) {
    Map<String, Map<String, Object>> statuses = new LinkedHashMap<>();
    for (Producer producer : producers) {
      try {
        statuses.put(producer.name(), producer.status());
      } catch (RuntimeException e) {
        log.warn("{} could not tell its status", producer.getClass().getName(), e);
      }
    }
    return statuses;
  }

  private String text(MetricsSnapshot reading) {
    List<MetricSnapshot> snapshots =
        ServiceMetrics.ALL.stream().map(metric -> metric.snapshot(reading)).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, new MetricSnapshots(snapshots), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
