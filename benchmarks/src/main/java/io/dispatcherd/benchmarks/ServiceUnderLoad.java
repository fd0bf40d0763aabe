package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.surroundings.Folders;
import io.dispatcherd.benchmarks.surroundings.Programs;
import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Control;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A service as a user starts it: a program of its own, with its workers. */
final class ServiceUnderLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Between two looks at how far a burst is: so much, or this part of the time it has taken. */
  private static final Duration LOOK = Duration.ofMillis(5);

  private static final int LOOKS = 50;

  private static final Duration LISTENING = Duration.ofMillis(100);

  private static final long STOP_SECONDS = 20;

  /** Who has used no more than a hundredth of it is at rest. */
  private static final Duration REST = Duration.ofSeconds(2);

  private static final int REST_PART = 100;

  private final String channel = Services.newChannel();
  private final Path folder = Files.createTempDirectory("bench-");
  private final Process process;

  /** Whoever interrupts the program doesn't want the service to stay behind. */
  private final Thread orphanGuard = new Thread(() -> stopProcess());

  private final Dispatcherd client;
  private final Connection connection;

  /** When all workers were ready, by {@link System#nanoTime}. */
  private final long readySince;

  ServiceUnderLoad(Surroundings surroundings, Map<String, Object> pool) throws Exception {
    this(surroundings, pool, Map.of());
  }

  /**
   * @param more options of {@code service} besides those of its pool
   */
  ServiceUnderLoad(Surroundings surroundings, Map<String, Object> pool, Map<String, Object> more)
      throws Exception {
    Map<String, Object> config =
        Services.config(
            surroundings.postgres().conninfo(), channel, folder.resolve("sock"), pool, more);
    Path file = Files.writeString(folder.resolve("dispatcher.yml"), Json.write(config));
    process =
        Programs.inFolder(
                folder,
                "dispatcherd",
                "--config",
                file.toString(),
                "--log-level",
                "ERROR",
                "--classpath",
                Services.ownJar().toString())
            .inheritIO()
            .start();
    Runtime.getRuntime().addShutdownHook(orphanGuard);
    connection = surroundings.connect();
    client = Dispatcherd.fromMap(config);
    int workers = ((Number) pool.getOrDefault("min_workers", 2)).intValue();
    awaitSocket();
    await(() -> readyWorkers(), workers);
    readySince = System.nanoTime();
    awaitListening();
  }

  /** Nobody answers before its socket is there; then a client connects once and needn't again. */
  private void awaitSocket() throws InterruptedException {
    await(() -> Files.exists(folder.resolve("sock")) ? 1 : 0, 1);
  }

  long readySince() {
    return readySince;
  }

  /**
   * What is sent before it listens is lost, and PostgreSQL tells nobody who listens: sends a task
   * until one arrives.
   */
  private void awaitListening() throws InterruptedException, SQLException {
    while (tasksReceived() == 0) {
      BareListener.notifyOnce(connection, channel, Burst.message("empty", List.of(), Map.of()));
      Thread.sleep(LISTENING);
    }
    await(() -> finished() - tasksReceived(), 0);
  }

  /** How many tasks have arrived since its start. */
  long tasksReceived() {
    Map<String, ?> main = main();
    return number(main, "received_count") - number(main, "control_count");
  }

  String channel() {
    return channel;
  }

  Connection connection() {
    return connection;
  }

  Control control() {
    return client.control();
  }

  /** Runs a burst, from its arrival to the end of its last task. */
  BurstRun run(Burst burst) throws Exception {
    long before = finished();
    Duration cpuBefore = cpuTime();
    long start = burst.send(connection, channel);
    await(this::finished, before + burst.size());
    long nanos = System.nanoTime() - start;
    return new BurstRun(burst.size(), Duration.ofNanos(nanos), cpuTime().minus(cpuBefore));
  }

  /**
   * Waits until the service and its workers have done next to nothing for a while. Looks at their
   * processor time, since nothing is said of spare workers.
   */
  void awaitRest() throws InterruptedException {
    Duration before;
    Duration now = cpuTime();
    do {
      before = now;
      Thread.sleep(REST);
      now = cpuTime();
    } while (now.minus(before).compareTo(REST.dividedBy(REST_PART)) > 0);
  }

  /** What the service and its workers have used so far. */
  Duration cpuTime() {
    return processes().stream()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  long finished() {
    return poolNumber("finished_count");
  }

  /** A number of the reply to {@code main}. */
  long number(String name) {
    return number(main(), name);
  }

  private static long number(Map<?, ?> reply, String name) {
    return reply.get(name) instanceof Number count ? count.longValue() : 0;
  }

  /** The service's own process, whose folder {@link #folder} is where others may be started. */
  ProcessHandle service() {
    return process.toHandle();
  }

  Path folder() {
    return folder;
  }

  /** The service's process and those of its workers. */
  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(all::add);
    return all;
  }

  void await(LongSupplier number, long atLeast) throws InterruptedException {
    long start = System.nanoTime();
    while (number.getAsLong() < atLeast) {
      Duration past = Duration.ofNanos(System.nanoTime() - start);
      if (past.compareTo(PATIENCE) > 0) {
        throw new IllegalStateException(
            "the service got to %d of %d".formatted(number.getAsLong(), atLeast));
      }
      Duration part = past.dividedBy(LOOKS);
      Thread.sleep(part.compareTo(LOOK) > 0 ? part : LOOK);
    }
  }

  long readyWorkers() {
    try {
      return control().ask("workers").stream()
          .flatMap(reply -> reply.body().values().stream())
          .filter(worker -> worker instanceof Map<?, ?> it && "ready".equals(it.get("status")))
          .count();
    } catch (RuntimeException e) {
      return 0; // It doesn't listen yet.
    }
  }

  private long poolNumber(String name) {
    return main().get("pool") instanceof Map<?, ?> pool ? number(pool, name) : 0;
  }

  private Map<String, ?> main() {
    return control().ask("main", Map.of(), 1, PATIENCE).stream()
        .findFirst()
        .map(Reply::body)
        .orElseThrow(() -> new IllegalStateException("the service doesn't answer"));
  }

  private void stopProcess() {
    process.destroy();
  }

  @Override
  public void close() throws IOException, SQLException {
    client.close();
    connection.close();
    stopProcess();
    Runtime.getRuntime().removeShutdownHook(orphanGuard);
    boolean ended =
        process
            .onExit()
            .thenApply(gone -> true)
            .completeOnTimeout(false, STOP_SECONDS, TimeUnit.SECONDS)
            .join();
    if (!ended) {
      process.destroyForcibly();
    }
    Folders.remove(folder);
  }
}
