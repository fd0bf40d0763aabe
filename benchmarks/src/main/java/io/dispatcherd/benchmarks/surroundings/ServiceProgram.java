package io.dispatcherd.benchmarks.surroundings;

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
public class ServiceProgram implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Between two looks at how far a burst is: so much, or this part of the time it has taken. */
  private static final Duration LOOK = Duration.ofMillis(5);

  private static final int LOOKS = 50;

  private static final long STOP_SECONDS = 20;

  /** Who has used no more than a hundredth of it is at rest. */
  private static final Duration REST = Duration.ofSeconds(2);

  private static final int REST_PART = 100;

  private final Path folder;
  private final Process process;

  /** Whoever interrupts the program doesn't want the service to stay behind. */
  private final Thread orphanGuard = new Thread(() -> stopProcess());

  private final Dispatcherd client;
  private final Connection connection;

  /** When all workers were ready, by {@link System#nanoTime}. */
  private final long readySince;

  /**
   * Starts one, and waits until its workers are ready.
   *
   * @param folder for its files; removed when this is closed
   * @param config its configuration, with a socket named {@code sock} in the folder for commands
   * @param workers how many it has from the start
   */
  @SuppressWarnings("this-escape") // What it waits for needs nothing of a subclass.
  public ServiceProgram(
      Surroundings surroundings, Path folder, Map<String, Object> config, int workers)
      throws Exception {
    this.folder = folder;
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
    awaitSocket();
    await(() -> readyWorkers(), workers);
    readySince = System.nanoTime();
  }

  /** Nobody answers before its socket is there; then a client connects once and needn't again. */
  private void awaitSocket() throws InterruptedException {
    await(() -> Files.exists(folder.resolve("sock")) ? 1 : 0, 1);
  }

  /** When all workers were ready, by {@link System#nanoTime}. */
  public long readySince() {
    return readySince;
  }

  /** How many tasks have arrived since its start. */
  public long tasksReceived() {
    Map<String, ?> main = main();
    return number(main, "received_count") - number(main, "control_count");
  }

  /** A connection to its database. */
  public Connection connection() {
    return connection;
  }

  /** For commands. */
  public Control control() {
    return client.control();
  }

  /**
   * Waits until the service and its workers have done next to nothing for a while. Looks at their
   * processor time, since nothing is said of spare workers.
   */
  public void awaitRest() throws InterruptedException {
    Duration before;
    Duration now = cpuTime();
    do {
      before = now;
      Thread.sleep(REST);
      now = cpuTime();
    } while (now.minus(before).compareTo(REST.dividedBy(REST_PART)) > 0);
  }

  /** What the service and its workers have used so far. */
  public Duration cpuTime() {
    return processes().stream()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** How many tasks its workers have ended. */
  public long finished() {
    return poolNumber("finished_count");
  }

  /** A number of the reply to {@code main}. */
  public long number(String name) {
    return number(main(), name);
  }

  private static long number(Map<?, ?> reply, String name) {
    return reply.get(name) instanceof Number count ? count.longValue() : 0;
  }

  /** The service's own process, whose folder folder is where others may be started. */
  public ProcessHandle service() {
    return process.toHandle();
  }

  /** Where its files are. */
  public Path folder() {
    return folder;
  }

  /** The service's process and those of its workers. */
  public List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(all::add);
    return all;
  }

  /** Waits until the number is as large as this. */
  public void await(LongSupplier number, long atLeast) throws InterruptedException {
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

  /** How many workers are ready; none while it does not listen yet. */
  public long readyWorkers() {
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
