package io.dispatcherd.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.config.Settings;
import io.dispatcherd.faults.Ledger;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A service under load: publishers over both brokers, and meanwhile cancels, commands and sudden
 * deaths of workers. In rounds: after each of them everything comes to rest and the books are
 * closed.
 */
final class Load implements AutoCloseable, TaskObserver {
  private static final int PUBLISHERS_OF_EACH_BROKER = 3;
  private static final int WORKERS = 3;

  /** Tasks that may be on their way or waiting: publishers outrun any service. */
  private static final int AT_ONCE = 400;

  private static final List<String> BROKERS = List.of("pg_notify", "socket");
  private static final List<String> COMMANDS =
      List.of("alive", "running", "workers", "producers", "main", "chunks", "status");

  private final Ledger ledger = new Ledger();
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final long seed = System.nanoTime();
  private final Path folder;
  private final RunningService service;
  private int rounds;

  /** What is on its way in the current round, to be cancelled. */
  private final List<String> published = new CopyOnWriteArrayList<>();

  Load() throws Exception {
    folder = Files.createTempDirectory("load-");
    service =
        RunningService.builder()
            .watchedBy(this)
            .pool(Map.of("min_workers", 1, "max_workers", WORKERS, "worker_removal_wait", 1))
            .pool(Map.of("scaledown_wait", 0.5, "scaledown_interval", 0.2))
            .start();
  }

  /** Hears of every end, on the event loop. */
  @Override
  public void ended(TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
    ledger.ended(message, outcome, result);
    room.release();
  }

  /** The channel that the service listens on; also the name of all connections of this load. */
  String channel() {
    return service.channel();
  }

  /** Loads the service for this long, waits until it is at rest, and checks the balance. */
  Round round(Duration time) throws Exception {
    published.clear();
    Path journal = folder.resolve("journal-" + rounds++);
    try (CapturedLog log = new CapturedLog()) {
      loadFor(time, journal);
      ServiceProcess.await("all permits back").until(() -> room.availablePermits() == AT_ONCE);
      Ledger.Account account = ledger.balance(service);
      assertEquals(List.of(), List.copyOf(account.waiting()));
      Round round = Round.of(List.copyOf(published), account, Journal.read(journal));
      round.assertEachRanOnce();
      round.assertDuplicatesRanOneByOne();
      ledger.assertTheLostAreNamed(log);
      assertEquals(
          List.of(), log.lines(Level.ERROR).stream().filter(line -> line.contains("bug")).toList());
      ledger.close();
      Files.deleteIfExists(journal);
      return round;
    }
  }

  private void loadFor(Duration time, Path journal) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS_OF_EACH_BROKER; i++) {
        for (String broker : BROKERS) {
          Random random = new Random(seed + rounds + all.size());
          all.add(threads.submit(() -> publish(broker, new Workload(random, journal), over)));
        }
      }
      Random random = new Random(seed + rounds);
      all.add(threads.submit(each(Duration.ofMillis(20), over, () -> cancelOne(random))));
      all.add(threads.submit(each(Duration.ofMillis(50), over, () -> askOne(random))));
      all.add(threads.submit(each(Duration.ofMillis(700), over, () -> killOne(random))));
      boolean unused = over.await(time.toMillis(), TimeUnit.MILLISECONDS);
      over.countDown();
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private int publish(String name, Workload workload, CountDownLatch over) throws Exception {
    Settings settings = Settings.fromMap(service.config());
    int count = 0;
    try (Broker broker =
        Brokers.open(Objects.requireNonNull(settings.brokers().get(name)), new LimitHits())) {
      while (over.getCount() > 0) {
        if (room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
          Workload.Made made = workload.next();
          published.add(made.uuid());
          broker.publish(List.of(new Outgoing(service.channel(), made.message())));
          count++;
        }
      }
    }
    return count;
  }

  /** Does something again and again until the round is over. */
  private static Callable<Integer> each(Duration pause, CountDownLatch over, Trouble trouble) {
    return () -> {
      int count = 0;
      while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        trouble.make();
        count++;
      }
      return count;
    };
  }

  private void cancelOne(Random random) {
    int size = published.size();
    if (size > 0) {
      int recent = Math.max(0, size - 1 - random.nextInt(AT_ONCE));
      service.control("cancel", Map.of("uuid", published.get(recent)));
    }
  }

  private void askOne(Random random) {
    Map<String, Object> config = new HashMap<>(service.config());
    config.put(
        "publish",
        Map.of(
            "default_broker",
            "pg_notify",
            "default_control_broker",
            BROKERS.get(random.nextInt(BROKERS.size()))));
    try (Dispatcherd client = Dispatcherd.fromMap(config)) {
      assertEquals(1, client.control().ask(COMMANDS.get(random.nextInt(COMMANDS.size()))).size());
    }
  }

  private void killOne(Random random) throws Exception {
    List<Map<?, ?>> ready = service.workers("ready");
    if (!ready.isEmpty()) {
      Map<?, ?> worker = ready.get(random.nextInt(ready.size()));
      if (worker.get("pid") instanceof Number pid) {
        ServiceProcess.signal(random.nextInt(4) == 0 ? "TERM" : "KILL", pid.longValue());
      }
    }
  }

  private interface Trouble {
    void make() throws Exception;
  }

  @Override
  public void close() throws IOException, SQLException {
    service.close();
    Files.delete(folder);
  }
}
