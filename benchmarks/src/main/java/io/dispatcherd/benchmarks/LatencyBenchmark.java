package io.dispatcherd.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One task for an idle service. */
final class LatencyBenchmark implements Benchmark {
  private static final int SAMPLES = 1_000;
  private static final int WARM_UP = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double TARGET = 1.3;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String description() {
    return "an idle service: from before a task is published to its first line";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int samples = surroundings.scaled(SAMPLES);
    int warmUp = surroundings.scaled(WARM_UP);
    double[] ours = ours(surroundings, samples, warmUp);
    double[] bare = bare(surroundings, samples, warmUp);
    for (double part : List.of(0.5, 0.99)) {
      report.add(
          Figure.of(
                  "publish → first line, p" + Math.round(part * 100),
                  Numbers.quantile(ours, part),
                  "µs")
              .beside("bare NOTIFY + bare round trip", Numbers.quantile(bare, part))
              .atMostTimes(TARGET));
    }
  }

  private static double[] ours(Surroundings surroundings, int samples, int warmUp)
      throws Exception {
    double[] times = new double[samples];
    try (ServiceUnderLoad service = new ServiceUnderLoad(surroundings, Map.of());
        Stamps stamps = new Stamps()) {
      for (int i = -warmUp; i < samples; i++) {
        double micros = once(service, stamps);
        if (i >= 0) {
          times[i] = micros;
        }
      }
    }
    return times;
  }

  private static double once(ServiceUnderLoad service, Stamps stamps) throws Exception {
    String message = Burst.message("stamp", List.of(stamps.port()), Map.of());
    Thread.sleep(Duration.ofMillis(10)); // So that it is idle.
    long start = System.nanoTime();
    BareListener.notifyOnce(service.connection(), service.channel(), message);
    return (stamps.next(PATIENCE) - start) / 1e3;
  }

  /** A notification's way and a round trip, both after a pause, added up. */
  private static double[] bare(Surroundings surroundings, int samples, int warmUp)
      throws Exception {
    double[] sums = new double[samples];
    try (BareListener listener = new BareListener(surroundings);
        BareChannel channel = new BareChannel()) {
      String message = Burst.message("stamp", List.of(10_000), Map.of());
      for (int i = -warmUp; i < samples; i++) {
        double notify = listener.latency(message);
        Thread.sleep(Duration.ofMillis(2));
        double both = notify + channel.roundTrip();
        if (i >= 0) {
          sums[i] = both;
        }
      }
    }
    return sums;
  }
}
