package io.dispatcherd.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * One metric: what it is called, what it means, and where its values come from.
 *
 * @param name as on the page, but without the {@code _total} of counters
 * @param type what may be done with its values
 * @param label the label that tells its values apart; empty if there is only one
 * @param help what it means
 * @param values the values by the label's
 */
record Metric(
    String name,
    Type type,
    String label,
    String help,
    Function<Reading, Map<String, Number>> values) {

  enum Type {
    /** Grows, and begins at 0 with each start. */
    COUNTER,
    /** Goes up and down. */
    GAUGE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Metric counter(String name, String help, Function<Reading, Number> value) {
    return new Metric(name, Type.COUNTER, "", help, alone(value));
  }

  static Metric counters(
      String name, String label, String help, Function<Reading, Map<String, Number>> values) {
    return new Metric(name, Type.COUNTER, label, help, values);
  }

  static Metric gauge(String name, String help, Function<Reading, Number> value) {
    return new Metric(name, Type.GAUGE, "", help, alone(value));
  }

  static Metric gauges(
      String name, String label, String help, Function<Reading, Map<String, Number>> values) {
    return new Metric(name, Type.GAUGE, label, help, values);
  }

  /** The name that queries use. */
  String exposedName() {
    return type == Type.COUNTER ? name + "_total" : name;
  }

  MetricSnapshot snapshot(Reading reading) {
    Map<String, Number> current = values.apply(reading);
    return switch (type) {
      case COUNTER -> counterSnapshot(current);
      case GAUGE -> gaugeSnapshot(current);
    };
  }

  private MetricSnapshot counterSnapshot(Map<String, Number> current) {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
    current.forEach(
        (labelled, value) ->
            builder.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(labels(labelled))
                    .value(value.doubleValue())
                    .build()));
    return builder.build();
  }

  private MetricSnapshot gaugeSnapshot(Map<String, Number> current) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
    current.forEach(
        (labelled, value) ->
            builder.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(labelled))
                    .value(value.doubleValue())
                    .build()));
    return builder.build();
  }

  private Labels labels(String value) {
    return label.isEmpty() ? Labels.EMPTY : Labels.of(label, value);
  }

  private static Function<Reading, Map<String, Number>> alone(Function<Reading, Number> value) {
    return reading -> Map.of("", value.apply(reading));
  }
}
