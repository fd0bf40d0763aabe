package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.surroundings.ServiceProgram;
import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A service that listens on a channel of {@code pg_notify}. */
final class ServiceUnderLoad extends ServiceProgram {
  private static final Duration LISTENING = Duration.ofMillis(100);

  private final String channel;

  ServiceUnderLoad(Surroundings surroundings, Map<String, Object> pool) throws Exception {
    this(surroundings, pool, Map.of());
  }

  /**
   * @param more options of {@code service} besides those of its pool
   */
  ServiceUnderLoad(Surroundings surroundings, Map<String, Object> pool, Map<String, Object> more)
      throws Exception {
    this(surroundings, Files.createTempDirectory("bench-"), Services.newChannel(), pool, more);
  }

  private ServiceUnderLoad(
      Surroundings surroundings,
      Path folder,
      String channel,
      Map<String, Object> pool,
      Map<String, Object> more)
      throws Exception {
    super(
        surroundings,
        folder,
        Services.config(
            surroundings.postgres().conninfo(), channel, folder.resolve("sock"), pool, more),
        ((Number) pool.getOrDefault("min_workers", 2)).intValue());
    this.channel = channel;
    awaitListening();
  }

  String channel() {
    return channel;
  }

  /**
   * What is sent before it listens is lost, and PostgreSQL tells nobody who listens: sends a task
   * until one arrives.
   */
  private void awaitListening() throws InterruptedException, SQLException {
    while (tasksReceived() == 0) {
      BareListener.notifyOnce(connection(), channel, Burst.message("empty", List.of(), Map.of()));
      Thread.sleep(LISTENING);
    }
    await(() -> finished() - tasksReceived(), 0);
  }

  /** Runs a burst, from its arrival to the end of its last task. */
  BurstRun run(Burst burst) throws Exception {
    long before = finished();
    Duration cpuBefore = cpuTime();
    long start = burst.send(connection(), channel);
    await(this::finished, before + burst.size());
    long nanos = System.nanoTime() - start;
    return new BurstRun(burst.size(), Duration.ofNanos(nanos), cpuTime().minus(cpuBefore));
  }
}
