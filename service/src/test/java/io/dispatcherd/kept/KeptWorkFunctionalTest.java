package io.dispatcherd.kept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.testing.brokers.Acknowledged;
import io.dispatcherd.testing.brokers.MemoryQueueBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services on a broker that keeps messages: nothing is lost, whatever becomes of a service. */
@Tag("functional")
class KeptWorkFunctionalTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int WORKERS = 2;

  private final String name = "kept " + UUID.randomUUID();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  /** Is the first of its name, so that its clock counts. */
  private final MemoryQueueBroker queue = new MemoryQueueBroker(name, now::get);

  private final Deque<DispatcherService> services = new ArrayDeque<>();
  private int published;

  @BeforeEach
  void reset() {
    KeptTasks.reset();
  }

  @AfterEach
  void close() {
    KeptTasks.gate.countDown();
    services.forEach(DispatcherService::stopNow);
    services.forEach(DispatcherService::close);
    queue.close();
  }

  private DispatcherService start() {
    DispatcherService service = DispatcherService.start(Settings.fromMap(config()));
    services.add(service);
    return service;
  }

  private Map<String, Object> config() {
    String broker = "orders";
    return Map.of(
        "version",
        2,
        "service",
        Map.of(
            "process_manager_cls",
            "ThreadManager",
            "pool_kwargs",
            Map.of("max_workers", WORKERS, "shutdown_wait", 5)),
        "brokers",
        Map.of(broker, Map.of("type", "memory_queue", "queue", name)),
        "publish",
        Map.of("default_broker", broker));
  }

  private void publish(String task, int count) {
    List<Outgoing> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "n" + published++;
      messages.add(
          new Outgoing(
              "any",
              Json.write(
                  Map.of("task", KeptTasks.PREFIX + task, "uuid", id, "args", List.of(id)))));
    }
    queue.publish(messages);
  }

  private void awaitWaiting(int tasks) throws InterruptedException {
    assertTrue(KeptTasks.WAITING.tryAcquire(tasks, SOON.toSeconds(), TimeUnit.SECONDS));
  }

  private List<Acknowledged> awaitAllEnded() throws InterruptedException {
    List<Acknowledged> ended = queue.awaitAcknowledged(published, SOON);
    assertEquals(published, ended.size());
    assertEquals(
        published,
        new TreeSet<>(ended.stream().map(Acknowledged::payload).toList()).size(),
        "each once");
    assertEquals(
        Collections.nCopies(published, Outcome.DONE),
        ended.stream().map(Acknowledged::outcome).toList());
    return ended;
  }

  @Test
  void itTakesNoMoreThanItsWorkersCanBegin() throws Exception {
    publish("atTheGate", 20);
    start();
    awaitWaiting(WORKERS);
    publish("atTheGate", 5);

    assertEquals(WORKERS, queue.leased());
    assertEquals(25 - WORKERS, queue.waiting());

    KeptTasks.gate.countDown();
    awaitAllEnded();
  }

  @Test
  void itAnswersCommandsWhileItWantsNothing() throws Exception {
    publish("atTheGate", 5);
    start();
    awaitWaiting(WORKERS);

    try (Dispatcherd publisher = Dispatcherd.fromMap(config())) {
      assertEquals(1, publisher.control().ask("alive", Map.of(), 1, SOON).size());
    }

    KeptTasks.gate.countDown();
    awaitAllEnded();
  }

  @Test
  void quickTasksAreRunByTheThousandInTheirTurn() throws Exception {
    start();
    publish("quick", 5_000);

    awaitAllEnded();
    assertTrue(KeptTasks.BEGUN.values().stream().allMatch(count -> count == 1));
  }

  @Test
  void whatRunsWhenItStopsEndsAndIsAcknowledged() throws Exception {
    publish("atTheGate", WORKERS + 3);
    DispatcherService service = start();
    awaitWaiting(WORKERS);

    service.stop();
    KeptTasks.gate.countDown();
    service.awaitStop();

    assertEquals(WORKERS, queue.acknowledged().size());
    assertEquals(0, queue.leased());
    assertEquals(3, queue.waiting());
    start();
    awaitAllEnded();
    assertTrue(KeptTasks.BEGUN.values().stream().allMatch(count -> count == 1));
  }

  @Test
  void whatFailsIsTriedAgain() throws Exception {
    publish("onceFailing", 3);
    start();

    awaitAllEnded();
    assertEquals(List.of(2, 2, 2), List.copyOf(KeptTasks.BEGUN.values()));
  }

  @Test
  void aTaskWhoseLeaseIsLostIsInterruptedAndRunsAgain() throws Exception {
    publish("onceInterrupted", 1);
    start();
    awaitWaiting(1);

    queue.freezeAll();
    now.updateAndGet(before -> before.plus(MemoryQueueBroker.LEASE));
    queue.heartbeat();

    awaitAllEnded();
    assertEquals(Map.of("n0", 2), KeptTasks.BEGUN);
  }

  @Test
  void aTaskWhoseConnectionBreaksIsInterruptedAndRunsAgain() throws Exception {
    publish("onceInterrupted", 1);
    start();
    awaitWaiting(1);

    queue.breakConnections();

    awaitAllEnded();
    assertEquals(Map.of("n0", 2), KeptTasks.BEGUN);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nothingIsLostWhateverHappensToServices(long seed) throws Exception {
    Random random = new Random(seed);
    start();
    for (int step = 0; step < 30; step++) {
      publish(random.nextInt(4) == 0 ? "onceFailing" : "quick", random.nextInt(20));
      switch (random.nextInt(6)) {
        case 0 -> end(random);
        case 1 -> services.getFirst().stopNow();
        case 2 -> queue.breakConnections();
        case 3 -> start();
        default -> queue.awaitAcknowledged(random.nextInt(published + 1), Duration.ofMillis(20));
      }
      if (services.isEmpty()) {
        start();
      }
    }
    start();

    awaitAllEnded();
    services.forEach(DispatcherService::close);
    assertEquals(0, queue.leased());
    assertEquals(0, queue.waiting());
    assertEquals(published, KeptTasks.BEGUN.size());
  }

  /** In order, or at once. */
  private void end(Random random) {
    DispatcherService service = services.removeFirst();
    if (random.nextBoolean()) {
      service.stopNow();
    }
    service.close();
  }

  @Test
  void aStopBetweenTwoTasksLeavesNothingLeased() throws Exception {
    publish("quick", 500);
    DispatcherService service = start();
    queue.awaitAcknowledged(100, SOON);

    service.close();

    assertEquals(0, queue.leased());
    assertEquals(published, queue.waiting() + queue.acknowledged().size());
    start();
    awaitAllEnded();
    Awaitility.await().atMost(SOON).until(queue::leased, leased -> leased == 0);
  }
}
