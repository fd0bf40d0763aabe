package io.dispatcherd.benchmarks.chaos;

import io.dispatcherd.benchmarks.queue.QueueService;
import io.dispatcherd.benchmarks.surroundings.Folders;
import io.dispatcherd.benchmarks.surroundings.Postgres;
import io.dispatcherd.benchmarks.surroundings.ServiceProgram;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.queue.schema.SchemaName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One fault, tried: services work while it happens, and are given time to recover. */
final class Trial implements AutoCloseable {
  private static final Duration WORKING = Duration.ofSeconds(20);
  private static final Duration RECOVERY = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Map<String, Object> WORKERS = Map.of("min_workers", 2, "max_workers", 2);

  /** Short, so that what a dead service had runs again within the time. */
  private static final Map<String, Object> OPTIONS = Map.of("heartbeat", 1, "lease_ttl", 5);

  private final Fault fault;
  private final Postgres postgres;
  private final Surroundings surroundings;
  private final SchemaName schema;
  private final Path ledger = Files.createTempFile("chaos-", ".txt");
  private final List<ServiceProgram> services = new ArrayList<>();
  private int faults;

  Trial(Fault fault, Postgres postgres) throws Exception {
    this.fault = fault;
    this.postgres = postgres;
    surroundings = new Surroundings(postgres, 1, false);
    schema = new SchemaName("chaos_" + fault.label().replace('-', '_'));
    for (int i = 0; i < fault.services(); i++) {
      services.add(service());
    }
  }

  private ServiceProgram service() throws Exception {
    Path folder = Files.createTempDirectory("chaos-");
    return new ServiceProgram(surroundings, folder, config(folder, WORKERS), 2);
  }

  private Map<String, Object> config(Path folder, Map<String, Object> pool) {
    return QueueService.config(surroundings, schema, folder, OPTIONS, pool, Map.of());
  }

  Outcome run() throws Exception {
    try (Dispatcherd client = Dispatcherd.fromMap(config(Path.of("unused"), Map.of()))) {
      Submitter submitter = new Submitter(client, ledger.toString());
      submitter.start();
      long start = System.nanoTime();
      Duration every = Duration.ofSeconds(fault.everySeconds());
      do {
        Thread.sleep(every);
        happen();
      } while (fault.isRepeated() && since(start).plus(every).compareTo(WORKING) < 0);
      Duration rest = WORKING.minus(since(start));
      Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
      Set<Integer> submitted = submitter.stop();
      int unfinished = awaitEnds();
      return outcome(submitted, submitter.unknown(), unfinished);
    }
  }

  private void happen() throws Exception {
    faults++;
    switch (fault) {
      case WORKER -> services.getFirst().processes().getLast().destroyForcibly();
      case SERVICE, SERVICES -> {
        ServiceProgram victim = services.removeFirst();
        ProcessHandle process = victim.service();
        process.destroyForcibly();
        process.onExit().join();
        victim.close();
        services.addLast(service());
      }
      case POSTGRES -> postgres.crash();
      case CONNECTIONS ->
          number(
              "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <>"
                  + " pg_backend_pid() and backend_type = 'client backend'");
    }
  }

  /** Waits until nothing waits or runs; how many jobs do so still when the time is over. */
  private int awaitEnds() throws SQLException, InterruptedException {
    long start = System.nanoTime();
    int left;
    do {
      Thread.sleep(LOOK);
      left =
          number(
              schema.in(
                  "select count(*) from \"${schema}\".jobs where state not in ('done', 'dead',"
                      + " 'cancelled', 'discarded')"));
    } while (left > 0 && since(start).compareTo(RECOVERY) < 0);
    return left;
  }

  private Outcome outcome(Set<Integer> submitted, int unknown, int unfinished) throws Exception {
    Map<Integer, Integer> runs = new HashMap<>();
    for (String line : Files.readAllLines(ledger)) {
      runs.merge(Integer.valueOf(line), 1, Integer::sum);
    }
    int ran = (int) submitted.stream().filter(runs::containsKey).count();
    int again = runs.values().stream().mapToInt(each -> each - 1).sum();
    int dead = number(schema.in("select count(*) from \"${schema}\".jobs where state = 'dead'"));
    return new Outcome(
        submitted.size(), unknown, ran, again, dead, submitted.size() - ran, unfinished, faults);
  }

  private int number(String sql) throws SQLException {
    try (Connection connection = surroundings.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException, SQLException {
    for (ServiceProgram service : services) {
      service.close();
    }
    Folders.remove(ledger);
  }
}
