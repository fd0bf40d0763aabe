package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BareChannel;
import io.dispatcherd.benchmarks.surroundings.Stamps;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One task for an idle service: a young one first, then one whose code has been compiled. */
final class LatencyBenchmark implements Benchmark {
  private static final int SAMPLES = 1_000;

  /** Run before the first samples: nothing is loaded or connected for the first time any more. */
  private static final int CHILDHOOD = 300;

  /** Run before the last samples: more than it takes until the JVMs compile what they run. */
  private static final int YOUTH = 30_000;

  private static final Duration IDLE = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double TARGET = 1.3;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String description() {
    return "an idle service, young and grown-up: from before a task is published to its first line";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int samples = surroundings.scaled(SAMPLES);
    try (ServiceUnderLoad service = new ServiceUnderLoad(surroundings, Map.of());
        Stamps stamps = new Stamps();
        BareListener listener = new BareListener(surroundings);
        BareChannel channel = new BareChannel()) {
      Pair pair = new Pair(service, stamps, listener, channel);
      pair.repeat(surroundings.scaled(CHILDHOOD), Duration.ZERO);
      add(report, "a young service", pair.repeat(samples, IDLE), false);
      pair.repeat(surroundings.scaled(YOUTH), Duration.ZERO);
      add(report, "after 30,000 tasks", pair.repeat(samples, IDLE), true);
    }
  }

  private static void add(Report report, String when, Times times, boolean isTarget) {
    for (double part : List.of(0.5, 0.99)) {
      Figure figure =
          Figure.of(
                  "publish → first line, %s, p%d".formatted(when, Math.round(part * 100)),
                  Numbers.quantile(times.ours, part),
                  "µs")
              .beside("bare NOTIFY + bare round trip", Numbers.quantile(times.bare, part));
      report.add(isTarget ? figure.atMostTimes(TARGET) : figure);
    }
  }

  /** In microseconds. */
  private static final class Times {
    final double[] ours;
    final double[] bare;

    Times(int count) {
      ours = new double[count];
      bare = new double[count];
    }
  }

  /** What is compared. Both are as warm as each other: each has run as often as the other. */
  private record Pair(
      ServiceUnderLoad service, Stamps stamps, BareListener listener, BareChannel channel) {

    /**
     * Takes both in turn, so that whatever else the machine does hits both alike.
     *
     * @param pause before each, in which all come to wait
     */
    Times repeat(int count, Duration pause) throws Exception {
      Times times = new Times(count);
      for (int i = 0; i < count; i++) {
        times.ours[i] = ours(pause);
        times.bare[i] = bare(pause);
      }
      return times;
    }

    private double ours(Duration pause) throws Exception {
      String message = Burst.message("stamp", List.of(stamps.pipe()), Map.of());
      Thread.sleep(pause);
      long start = System.nanoTime();
      BareListener.notifyOnce(service.connection(), service.channel(), message);
      return (stamps.next(PATIENCE) - start) / 1e3;
    }

    /** A notification's way and a round trip, each after a pause, added up. */
    private double bare(Duration pause) throws Exception {
      double notify =
          listener.latency(Burst.message("stamp", List.of(stamps.pipe()), Map.of()), pause);
      Thread.sleep(pause);
      return notify + channel.roundTrip();
    }
  }
}
