package io.dispatcherd.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.queue.QueueDrainBenchmark;
import io.dispatcherd.benchmarks.queue.QueueService;
import io.dispatcherd.benchmarks.queue.QueueTables;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The same work by other libraries: what is stored already is run, on threads. */
public final class PeersBenchmark implements Benchmark {
  private static final int JOBS = 20_000;

  /** Quartz is given fewer, since it takes a minute for so many. */
  private static final int FEWER = 2_000;

  private static final int ROUNDS = 3;
  private static final int WARM_UP = 3;
  private static final int CONNECTIONS = 22;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double TARGET = 5;

  private record Subject(Supplier<Peer> peer, int jobs) {}

  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject(DbSchedulerPeer::new, JOBS),
          new Subject(JobRunrPeer::new, JOBS),
          new Subject(QuartzPeer::new, FEWER));

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String description() {
    return "20,000 stored empty jobs by db-scheduler, JobRunr, and pg_queue, 2,000 by Quartz, from"
        + " the first to the last; threads";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    double best = 0;
    for (Subject subject : SUBJECTS) {
      double[] rates = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        rates[i] = rate(surroundings, subject);
      }
      String description = subject.peer().get().description();
      report.add(Figure.of(description, Numbers.median(rates), "/s"));
      best = Math.max(best, Numbers.median(rates));
    }
    double ours = ours(surroundings, surroundings.scaled(JOBS));
    report.add(
        Figure.of("pg_queue, ThreadManager, 2 threads", ours, "/s")
            .beside("the best of them", best)
            .atLeastTimes(TARGET));
  }

  private static double ours(Surroundings surroundings, int jobs) throws Exception {
    try (QueueTables tables = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK));
        QueueService service =
            new QueueService(
                surroundings, tables, QueueService.EAGER, Map.of(), QueueService.THREADS)) {
      for (int i = 0; i < WARM_UP; i++) {
        service.drain(QueueDrainBenchmark.TASK, jobs);
      }
      double[] rates = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        rates[i] = service.drain(QueueDrainBenchmark.TASK, jobs);
      }
      return Numbers.median(rates);
    }
  }

  /** Jobs per second. */
  private static double rate(Surroundings surroundings, Subject subject) throws Exception {
    int jobs = surroundings.scaled(subject.jobs());
    String schema = "bench_" + UUID.randomUUID().toString().replace("-", "");
    execute(surroundings, "create schema " + schema);
    try (HikariDataSource database = database(surroundings, schema);
        Peer peer = subject.peer().get()) {
      peer.prepare(database);
      Runs.all().expect(jobs);
      peer.submit(jobs);
      peer.start();
      return jobs / Runs.all().await(PATIENCE);
    } finally {
      execute(surroundings, "drop schema " + schema + " cascade");
    }
  }

  private static HikariDataSource database(Surroundings surroundings, String schema) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(surroundings.jdbcUrl() + "&currentSchema=" + schema);
    config.setMaximumPoolSize(CONNECTIONS);
    return new HikariDataSource(config);
  }

  private static void execute(Surroundings surroundings, String sql) throws SQLException {
    try (Connection connection = surroundings.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
