package io.dispatcherd.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One task for an idle service. */
final class LatencyBenchmark implements Benchmark {
  private static final int SAMPLES = 1_000;
  private static final int WARM_UP = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double TARGET = 1.3;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String description() {
    return "a service that has run 2,000 tasks and is idle: from before a task is published to its"
        + " first line";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int samples = surroundings.scaled(SAMPLES);
    int warmUp = surroundings.scaled(WARM_UP);
    double[] ours = new double[samples];
    double[] bare = new double[samples];
    try (ServiceUnderLoad service = new ServiceUnderLoad(surroundings, Map.of());
        Stamps stamps = new Stamps();
        BareListener listener = new BareListener(surroundings);
        BareChannel channel = new BareChannel()) {
      // Taken in turn, so that whatever else the machine does hits both alike.
      for (int i = -warmUp; i < samples; i++) {
        double micros = once(service, stamps);
        double bareMicros = bare(listener, channel);
        if (i >= 0) {
          ours[i] = micros;
          bare[i] = bareMicros;
        }
      }
    }
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

  private static double once(ServiceUnderLoad service, Stamps stamps) throws Exception {
    String message = Burst.message("stamp", List.of(stamps.port()), Map.of());
    Thread.sleep(Duration.ofMillis(10)); // So that it is idle.
    long start = System.nanoTime();
    BareListener.notifyOnce(service.connection(), service.channel(), message);
    return (stamps.next(PATIENCE) - start) / 1e3;
  }

  /** A notification's way and a round trip, both after a pause, added up. */
  private static double bare(BareListener listener, BareChannel channel) throws Exception {
    double notify = listener.latency(Burst.message("stamp", List.of(10_000), Map.of()));
    Thread.sleep(Duration.ofMillis(10)); // So that it is idle.
    return notify + channel.roundTrip();
  }
}
