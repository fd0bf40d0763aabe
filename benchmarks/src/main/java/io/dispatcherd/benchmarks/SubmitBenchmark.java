package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.tasks.TaskCall;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** What submitting costs beside the driver. Nobody listens, so that only submitting is measured. */
final class SubmitBenchmark implements Benchmark {
  private static final int SINGLES = 4_000;
  private static final int BATCHES = 10;
  private static final int BATCH = 1_000;
  private static final int THREADS = 8;

  /** Many short ones in turn, so that what else the machine does hits both alike. */
  private static final int ROUNDS = 25;

  /** Rounds before the first that counts, in which code is compiled. */
  private static final int WARM_UP = 6;

  private static final double TARGET = 0.9;

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public String description() {
    return "submitting: one by one, 1,000 at once, one by one from 8 threads";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    String channel = Services.newChannel();
    try (Connection connection = surroundings.connect();
        Dispatcherd client =
            Dispatcherd.fromMap(
                Services.config(
                    surroundings.postgres().conninfo(),
                    channel,
                    Path.of("unused.sock"),
                    Map.of(),
                    Map.of()))) {
      Subject ours = new Ours(client, channel);
      Subject bare = new Bare(connection, channel);
      compare(report, "one by one", surroundings.scaled(SINGLES), ours::single, bare::single);
      compare(
          report,
          "1,000 at once",
          surroundings.scaled(BATCHES) * BATCH,
          count -> ours.batches(count / BATCH),
          count -> bare.batches(count / BATCH));
      compare(
          report,
          "one by one from 8 threads",
          surroundings.scaled(SINGLES),
          count -> inThreads(ours, count),
          count -> inThreads(bare, count));
    }
  }

  private interface Submit {
    void submit(int count) throws Exception;
  }

  private interface Subject {
    void single(int count) throws Exception;

    void batches(int count) throws Exception;
  }

  private record Ours(Dispatcherd client, String channel) implements Subject {
    @Override
    public void single(int count) {
      for (int i = 0; i < count; i++) {
        call(i).submit();
      }
    }

    @Override
    public void batches(int count) {
      for (int i = 0; i < count; i++) {
        List<TaskCall> calls = new ArrayList<>();
        for (int j = 0; j < BATCH; j++) {
          calls.add(call(j));
        }
        client.submitAll(calls);
      }
    }

    private TaskCall call(int number) {
      return client.task(BenchmarkTasks::serial, number).queue(channel);
    }
  }

  private record Bare(Connection connection, String channel, ReentrantLock lock)
      implements Subject {
    Bare(Connection connection, String channel) {
      this(connection, channel, new ReentrantLock());
    }

    @Override
    public void single(int count) throws SQLException {
      for (int i = 0; i < count; i++) {
        lock.lock();
        try {
          BareListener.notifyOnce(connection, channel, message(i));
        } finally {
          lock.unlock();
        }
      }
    }

    @Override
    public void batches(int count) throws SQLException {
      connection.setAutoCommit(false);
      try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
        for (int i = 0; i < count; i++) {
          for (int j = 0; j < BATCH; j++) {
            notify.setString(1, channel);
            notify.setString(2, message(j));
            notify.addBatch();
          }
          notify.executeBatch();
          connection.commit();
        }
      } finally {
        connection.setAutoCommit(true);
      }
    }

    private static String message(int number) {
      return Burst.message("serial", List.of(number), Map.of("on_duplicate", "serial"));
    }
  }

  private static void compare(Report report, String how, int count, Submit ours, Submit bare)
      throws Exception {
    double[] ourRates = new double[ROUNDS];
    double[] bareRates = new double[ROUNDS];
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      double bareRate = rate(count, bare);
      double ourRate = rate(count, ours);
      if (i >= 0) {
        bareRates[i] = bareRate;
        ourRates[i] = ourRate;
      }
    }
    report.add(
        Figure.of("submitting, " + how, Numbers.median(ourRates), "/s")
            .beside("bare driver", Numbers.median(bareRates))
            .atLeastTimes(TARGET));
  }

  private static double rate(int count, Submit submit) throws Exception {
    long start = System.nanoTime();
    submit.submit(count);
    return count / ((System.nanoTime() - start) / 1e9);
  }

  private static void inThreads(Subject subject, int count) throws Exception {
    CountDownLatch ended = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  subject.single(count / THREADS);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                } finally {
                  ended.countDown();
                }
              });
    }
    ended.await();
  }
}
