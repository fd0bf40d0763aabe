package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.surroundings.ServiceProgram;
import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.queue.schema.SchemaName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service that works on the queue {@link #QUEUE}, and has nothing else to do. */
public final class QueueService extends ServiceProgram {
  public static final String QUEUE = "default";

  /** Looks at the queue so often, where nobody calls it. */
  public static final Map<String, Object> EAGER = Map.of("poll_interval", 0.02);

  /** Workers are processes. */
  public static final Map<String, Object> PROCESSES = Map.of();

  /** Workers are threads. */
  public static final Map<String, Object> THREADS = Map.of("process_manager_cls", "ThreadManager");

  private final QueueTables tables;

  /**
   * @param options of {@code pg_queue}
   * @param pool options of the pool; two workers if it names none
   * @param more options of {@code service} besides those of its pool
   */
  public QueueService(
      Surroundings surroundings,
      QueueTables tables,
      Map<String, Object> options,
      Map<String, Object> pool,
      Map<String, Object> more)
      throws Exception {
    this(surroundings, tables, Files.createTempDirectory("bench-"), options, pool, more);
  }

  private QueueService(
      Surroundings surroundings,
      QueueTables tables,
      Path folder,
      Map<String, Object> options,
      Map<String, Object> pool,
      Map<String, Object> more)
      throws Exception {
    super(
        surroundings,
        folder,
        config(surroundings, tables.schema(), folder, options, pool, more),
        ((Number) pool.getOrDefault("min_workers", 2)).intValue());
    this.tables = tables;
  }

  /** The configuration of such a service, and of clients for it. */
  public static Map<String, Object> config(
      Surroundings surroundings,
      SchemaName schema,
      Path folder,
      Map<String, Object> options,
      Map<String, Object> pool,
      Map<String, Object> more) {
    String conninfo = surroundings.postgres().conninfo();
    Map<String, Object> config =
        new LinkedHashMap<>(
            Services.config(conninfo, "unused", folder.resolve("sock"), pool, more));
    Map<String, Object> queue =
        new LinkedHashMap<>(
            Map.of(
                "config",
                Map.of("conninfo", conninfo),
                "schema",
                schema.value(),
                "max_ready",
                100_000_000));
    queue.putAll(options);
    config.put(
        "brokers",
        Map.of(
            "pg_queue", queue, "socket", Map.of("socket_path", folder.resolve("sock").toString())));
    config.put("publish", Map.of("default_broker", "pg_queue", "default_control_broker", "socket"));
    return config;
  }

  /** Has it run jobs that become visible all at once. Returns jobs per second. */
  public double drain(String task, int jobs) throws Exception {
    long before = finished();
    long start = tables.fill(task, QUEUE, jobs);
    await(this::finished, before + jobs);
    tables.awaitEmpty();
    return jobs / ((System.nanoTime() - start) / 1e9);
  }
}
