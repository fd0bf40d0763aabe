package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.messages.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the backlog costs those who come, ask and cancel. */
final class BacklogBenchmark implements Benchmark {
  private static final int BACKLOG = 100_000;
  private static final int FEW = 100;
  private static final int SAMPLES = 200;
  private static final int MORE = 1_000;
  private static final int ROUNDS = 5;
  private static final double TARGET = 1.5;

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String description() {
    return "100,000 tasks wait: one more, a cancel by uuid, a question by uuid; beside 100 that"
        + " wait";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    try (ServiceUnderLoad service =
        new ServiceUnderLoad(surroundings, Map.of("min_workers", 1, "max_workers", 1))) {
      service.run(Burst.ofEmptyTasks(surroundings.scaled(20_000)));
      long received = service.tasksReceived();
      BareListener.notifyOnce(
          service.connection(), service.channel(), Burst.message("sleep", List.of(600), Map.of()));
      service.await(service::tasksReceived, received + 1);
      fill(service, FEW);
      measure(surroundings, service); // to warm up
      double[] few = measure(surroundings, service);
      fill(service, surroundings.scaled(BACKLOG));
      double[] many = measure(surroundings, service);
      String[] what = {"one more task", "cancel --uuid", "running --uuid"};
      for (int i = 0; i < what.length; i++) {
        report.add(
            Figure.of(what[i] + ", beside a backlog of 100,000", many[i], "µs")
                .beside("of 100", few[i])
                .atMostTimes(TARGET));
      }
    }
  }

  private static void fill(ServiceUnderLoad service, int tasks) throws Exception {
    long before = service.number("queued");
    Burst burst = Burst.ofEmptyTasks(tasks);
    burst.send(service.connection(), service.channel());
    service.await(() -> service.number("queued"), before + tasks);
  }

  private static double[] measure(Surroundings surroundings, ServiceUnderLoad service)
      throws Exception {
    int samples = surroundings.scaled(SAMPLES);
    int more = surroundings.scaled(MORE);
    double oneMore = oneMore(service, more);
    long before = service.number("queued");
    double[] cancels = new double[samples];
    double[] questions = new double[samples];
    for (int i = 0; i < samples; i++) {
      String uuid = UUID.randomUUID().toString();
      BareListener.notifyOnce(
          service.connection(),
          service.channel(),
          Json.write(Map.of("task", BenchmarkTasks.PREFIX + "empty", "uuid", uuid)));
      service.await(() -> service.number("queued"), before + 1);
      questions[i] = ask(service, "running", uuid);
      cancels[i] = ask(service, "cancel", uuid);
    }
    return new double[] {oneMore, Numbers.median(cancels), Numbers.median(questions)};
  }

  /** Of some rounds, since a pause of the collector can take as long as one. In microseconds. */
  private static double oneMore(ServiceUnderLoad service, int more) throws Exception {
    double[] rounds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long before = service.number("queued");
      long start = Burst.ofEmptyTasks(more).send(service.connection(), service.channel());
      service.await(() -> service.number("queued"), before + more);
      rounds[round] = (System.nanoTime() - start) / 1e3 / more;
    }
    return Numbers.median(rounds);
  }

  private static double ask(ServiceUnderLoad service, String command, String uuid) {
    long start = System.nanoTime();
    int found = service.control().ask(command, Map.of("uuid", uuid)).getFirst().body().size();
    double micros = (System.nanoTime() - start) / 1e3;
    if (found != 2) {
      throw new IllegalStateException(command + " didn't find the task");
    }
    return micros;
  }
}
