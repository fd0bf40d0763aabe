package io.dispatcherd.metrics;

import io.dispatcherd.service.statistics.TimeDistribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The values of one metric as types of Prometheus' library.
 *
 * @param name without the {@code _total} of counters
 * @param label the label that tells the values apart; empty if there is only one
 * @param help what the metric means
 */
record Snapshots(String name, String label, String help) {
  private static final List<Double> BOUNDS =
      Stream.concat(TimeDistribution.BOUNDS.stream(), Stream.of(Double.POSITIVE_INFINITY)).toList();

  MetricSnapshot counter(Map<String, Number> values) {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
    values.forEach(
        (labelled, value) ->
            builder.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(labels(labelled))
                    .value(value.doubleValue())
                    .build()));
    return builder.build();
  }

  MetricSnapshot gauge(Map<String, Number> values) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labelled, value) ->
            builder.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(labelled))
                    .value(value.doubleValue())
                    .build()));
    return builder.build();
  }

  MetricSnapshot gauge(String second, Map<String, Map<String, Number>> values) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labelled, numbers) ->
            numbers.forEach(
                (other, value) ->
                    builder.dataPoint(
                        GaugeDataPointSnapshot.builder()
                            .labels(Labels.of(label, labelled, second, other))
                            .value(value.doubleValue())
                            .build())));
    return builder.build();
  }

  MetricSnapshot counter(String second, Map<String, Map<String, Number>> values) {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
    values.forEach(
        (labelled, numbers) ->
            numbers.forEach(
                (other, value) ->
                    builder.dataPoint(
                        CounterDataPointSnapshot.builder()
                            .labels(Labels.of(label, labelled, second, other))
                            .value(value.doubleValue())
                            .build())));
    return builder.build();
  }

  MetricSnapshot histogram(Map<String, TimeDistribution> values) {
    HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(name).help(help);
    values.forEach(
        (labelled, times) ->
            builder.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(labels(labelled))
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, times.counts()))
                    .sum(times.seconds())
                    .build()));
    return builder.build();
  }

  private Labels labels(String value) {
    return label.isEmpty() ? Labels.EMPTY : Labels.of(label, value);
  }
}
