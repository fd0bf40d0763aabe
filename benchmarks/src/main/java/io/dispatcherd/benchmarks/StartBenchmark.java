package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Programs;
import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.List;
import java.util.Map;

/** What programs take to start: the service until it can work, and a command as a whole. */
final class StartBenchmark implements Benchmark {
  private static final int SERVICES = 7;
  private static final int COMMANDS = 25;
  private static final double READY_TARGET = 0.8;
  private static final double COMMAND_TARGET = 0.2;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String description() {
    return "from the start of a service until its first worker is ready; dispatcherctl alive, the"
        + " whole process";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    double[] ready = new double[SERVICES];
    for (int i = 0; i < SERVICES; i++) {
      ready[i] = ready(surroundings);
    }
    double jvm = bareJvm();
    report.add(
        Figure.of("start of a service → its first worker is ready", Numbers.median(ready), "s")
            .beside("bare start of a JVM", jvm)
            .atMost(READY_TARGET));
    try (ServiceUnderLoad service =
        new ServiceUnderLoad(surroundings, Map.of("min_workers", 1, "max_workers", 1))) {
      double[] commands = new double[COMMANDS];
      double[] bare = new double[COMMANDS];
      for (int i = 0; i < COMMANDS; i++) {
        commands[i] =
            Programs.seconds(Programs.inFolder(service.folder(), "dispatcherctl", "alive"));
        bare[i] = Programs.seconds(version());
      }
      report.add(
          Figure.of("dispatcherctl alive, the whole process", Numbers.median(commands), "s")
              .beside("java -version, same flags", Numbers.median(bare))
              .atMost(COMMAND_TARGET));
    }
  }

  private static double ready(Surroundings surroundings) throws Exception {
    long start = System.nanoTime();
    try (ServiceUnderLoad service =
        new ServiceUnderLoad(surroundings, Map.of("min_workers", 1, "max_workers", 1))) {
      return (service.readySince() - start) / 1e9;
    }
  }

  /** What it takes to start a JVM that does nothing. */
  static double bareJvm() throws Exception {
    double[] seconds = new double[COMMANDS];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = Programs.seconds(version());
    }
    return Numbers.median(seconds);
  }

  private static ProcessBuilder version() {
    return new ProcessBuilder(
        List.of(
            Services.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-version"));
  }
}
