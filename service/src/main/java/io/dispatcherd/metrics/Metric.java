package io.dispatcherd.metrics;

import io.dispatcherd.service.statistics.TimeDistribution;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * One metric: what it is called, what it means, and where its values come from.
 *
 * @param name as on the page, but without the {@code _total} of counters
 * @param type what may be done with its values
 * @param label the label that tells its values apart, or two of them; empty if there is only one
 * @param help what it means
 * @param snapshots its values
 */
record Metric(
    String name,
    Type type,
    String label,
    String help,
    Function<MetricsSnapshot, MetricSnapshot> snapshots) {

  enum Type {
    /** Grows, and begins at 0 with each start. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Counts times in buckets. */
    HISTOGRAM;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Metric counter(String name, String help, Function<MetricsSnapshot, Number> value) {
    return counters(name, "", help, alone(value));
  }

  static Metric counters(
      String name,
      String label,
      String help,
      Function<MetricsSnapshot, Map<String, Number>> values) {
    Snapshots snapshots = new Snapshots(name, label, help);
    return new Metric(name, Type.COUNTER, label, help, values.andThen(snapshots::counter));
  }

  static Metric gauge(String name, String help, Function<MetricsSnapshot, Number> value) {
    return gauges(name, "", help, alone(value));
  }

  static Metric gauges(
      String name,
      String label,
      String help,
      Function<MetricsSnapshot, Map<String, Number>> values) {
    Snapshots snapshots = new Snapshots(name, label, help);
    return new Metric(name, Type.GAUGE, label, help, values.andThen(snapshots::gauge));
  }

  /** Numbers by the value of one label, and then of another. */
  static Metric gaugesByTwo(
      String name,
      String first,
      String second,
      String help,
      Function<MetricsSnapshot, Map<String, Map<String, Number>>> values) {
    Snapshots snapshots = new Snapshots(name, first, help);
    return new Metric(
        name,
        Type.GAUGE,
        first + ", " + second,
        help,
        reading -> snapshots.gauge(second, values.apply(reading)));
  }

  /** Counts by the value of one label, and then of another. */
  static Metric countersByTwo(
      String name,
      String first,
      String second,
      String help,
      Function<MetricsSnapshot, Map<String, Map<String, Number>>> values) {
    Snapshots snapshots = new Snapshots(name, first, help);
    return new Metric(
        name,
        Type.COUNTER,
        first + ", " + second,
        help,
        reading -> snapshots.counter(second, values.apply(reading)));
  }

  static Metric histograms(
      String name,
      String label,
      String help,
      Function<MetricsSnapshot, Map<String, TimeDistribution>> values) {
    Snapshots snapshots = new Snapshots(name, label, help);
    return new Metric(name, Type.HISTOGRAM, label, help, values.andThen(snapshots::histogram));
  }

  /** The name that queries use; those for histograms append to it. */
  String exposedName() {
    return type == Type.COUNTER ? name + "_total" : name;
  }

  MetricSnapshot snapshot(MetricsSnapshot reading) {
    return snapshots.apply(reading);
  }

  private static Function<MetricsSnapshot, Map<String, Number>> alone(
      Function<MetricsSnapshot, Number> value) {
    return reading -> Map.of("", value.apply(reading));
  }
}
