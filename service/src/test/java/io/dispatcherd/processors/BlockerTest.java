package io.dispatcherd.processors;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.processors.Blocker.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BlockerTest {
  private static final int KEYS = 3;
  private static final List<DuplicateRule> RULES = List.of(DuplicateRule.values());

  /** Tasks of one key and rule are told apart by their uuid. */
  private static PendingTask task(String name, DuplicateRule rule, String uuid) {
    return new PendingTask(
        TaskMessage.of(Map.of("task", name, "uuid", uuid, "on_duplicate", rule.wireName())),
        Acknowledgeable.NONE,
        Instant.EPOCH);
  }

  @Nested
  class Rules {
    private final Blocker blocker = new Blocker();
    private final PendingTask first = task("a", DuplicateRule.PARALLEL, "first");

    @Test
    void parallelAlwaysRuns() {
      blocker.offer(first);
      blocker.offer(task("a", DuplicateRule.SERIAL, "held"));

      assertEquals(Decision.RUN, blocker.offer(task("a", DuplicateRule.PARALLEL, "2")));
    }

    @Test
    void discardIsDroppedWhileOneRuns() {
      assertEquals(Decision.RUN, blocker.offer(first));
      assertEquals(Decision.DISCARDED, blocker.offer(task("a", DuplicateRule.DISCARD, "2")));
      blocker.finished(first);
      assertEquals(Decision.RUN, blocker.offer(task("a", DuplicateRule.DISCARD, "3")));
    }

    @Test
    void serialTasksRunInOrderOneAtATime() {
      PendingTask second = task("a", DuplicateRule.SERIAL, "2");
      PendingTask third = task("a", DuplicateRule.SERIAL, "3");
      blocker.offer(first);

      assertEquals(Decision.HELD, blocker.offer(second));
      assertEquals(Decision.HELD, blocker.offer(third));
      assertEquals(Optional.of(second), blocker.finished(first));
      assertEquals(Optional.of(third), blocker.finished(second));
      assertEquals(Optional.empty(), blocker.finished(third));
    }

    @Test
    void queueOneHoldsOneAndDropsFurtherOnes() {
      PendingTask held = task("a", DuplicateRule.QUEUE_ONE, "2");
      blocker.offer(first);

      assertEquals(Decision.HELD, blocker.offer(held));
      assertEquals(Decision.DISCARDED, blocker.offer(task("a", DuplicateRule.QUEUE_ONE, "3")));
      assertEquals(Optional.of(held), blocker.finished(first));
      assertEquals(Decision.HELD, blocker.offer(task("a", DuplicateRule.QUEUE_ONE, "4")));
    }

    @Test
    void heldTasksWaitUntilEveryParallelOneHasEnded() {
      PendingTask second = task("a", DuplicateRule.PARALLEL, "2");
      PendingTask held = task("a", DuplicateRule.SERIAL, "3");
      blocker.offer(first);
      blocker.offer(second);
      blocker.offer(held);

      assertEquals(Optional.empty(), blocker.finished(second));
      assertEquals(Optional.of(held), blocker.finished(first));
    }

    @Test
    void aHeldTaskKeepsItsNumberAndNumbersBeginAnewWhenNoneIsHeld() {
      PendingTask second = task("a", DuplicateRule.SERIAL, "2");
      PendingTask third = task("a", DuplicateRule.SERIAL, "3");
      blocker.offer(first);
      blocker.offer(second);
      blocker.offer(third);
      assertEquals(0, blocker.numberOf(second));
      blocker.finished(first);
      assertEquals(1, blocker.numberOf(third));

      blocker.finished(second);
      PendingTask fourth = task("a", DuplicateRule.SERIAL, "4");
      blocker.offer(fourth);
      assertEquals(0, blocker.numberOf(fourth));
    }

    @Test
    void differentArgumentsAreNoDuplicates() {
      blocker.offer(first);

      assertEquals(Decision.RUN, blocker.offer(task("b", DuplicateRule.SERIAL, "2")));
    }
  }

  @Nested
  class WhenTasksAreCancelled {
    private final Blocker blocker = new Blocker();
    private final PendingTask running = task("a", DuplicateRule.SERIAL, "running");
    private final PendingTask second = task("a", DuplicateRule.SERIAL, "2");
    private final PendingTask third = task("a", DuplicateRule.SERIAL, "3");

    @Test
    void aHeldOneIsNeverReleased() {
      blocker.offer(running);
      blocker.offer(second);
      blocker.offer(third);

      assertEquals(List.of(second), blocker.removeAll(second::equals));
      assertEquals(Optional.of(third), blocker.finished(running));
      assertEquals(0, blocker.size());
    }

    @Test
    void aQueuedOneReleasesWhatItBlocked() {
      SimulatedService service = new SimulatedService(1);
      service.submit(task("other", DuplicateRule.PARALLEL, "busy").message());
      PendingTask queued = service.submit(running.message());
      PendingTask held = service.submit(second.message());

      assertEquals(List.of(queued), service.cancelWaiting(queued::equals));

      assertEquals(List.of(held), service.queuer.waiting());
    }

    @Test
    void aFilterThatMatchesManyWaitingTasksCancelsThemAll() {
      SimulatedService service = new SimulatedService(1);
      for (int i = 0; i < 50; i++) {
        service.submit(task("a", DuplicateRule.SERIAL, "serial" + i).message());
        service.submit(task("a", DuplicateRule.PARALLEL, "parallel" + i).message());
      }

      int cancelled = service.cancelWaiting(TaskFilter.of(Map.of("task", "a"))).size();

      assertEquals(99, cancelled);
      assertEquals(0, service.queuer.size());
      assertEquals(0, service.blocker.size());
    }

    @Test
    void cancelAndFinishOfOneTaskCountOnce() {
      blocker.offer(running);
      blocker.offer(second);
      blocker.offer(third);

      assertEquals(Optional.of(second), blocker.finished(running));
      assertEquals(Optional.empty(), blocker.finished(running));
      assertEquals(Optional.empty(), blocker.finished(third), "it is held, not running");
      assertEquals(List.of(third), blocker.waiting());
    }
  }

  @Property
  void identicalHeldTasksAreNeverReleasedTogetherNorOvertaken(
      @ForAll @Size(max = 200) List<@IntRange(max = 1000) Integer> choices,
      @ForAll @IntRange(min = 1, max = 4) int workers) {
    SimulatedService service = new SimulatedService(workers);
    List<PendingTask> submitted = new ArrayList<>();
    for (int choice : choices) {
      if (choice % 3 > 0 || service.onWorkers.isEmpty()) {
        String name = "key" + choice % KEYS;
        submitted.add(
            service.submit(task(name, DuplicateRule.SERIAL, "u" + submitted.size()).message()));
      } else {
        service.finish(
            service.onWorkers.stream().skip(choice % service.onWorkers.size()).findFirst().get());
      }
      assertAtMostOneRunningOfEachName(service);
    }
    while (!service.onWorkers.isEmpty()) {
      service.finish(service.onWorkers.getFirst());
      assertAtMostOneRunningOfEachName(service);
    }
    for (int key = 0; key < KEYS; key++) {
      String name = "key" + key;
      assertEquals(named(name, submitted), named(name, service.started), "in order of arrival");
    }
  }

  @Property
  void theDecisionsAreThoseOfTheRulesReadLiterally(
      @ForAll @Size(max = 200) List<@IntRange(max = 10_000) Integer> choices) {
    Blocker blocker = new Blocker();
    LiteralRules literal = new LiteralRules();
    for (int choice : choices) {
      switch (choice % 5) {
        case 0, 1, 2 -> {
          DuplicateRule rule = RULES.get(choice / 5 % RULES.size());
          PendingTask arrival = task("key" + choice / 20 % KEYS, rule, "u" + choice);
          assertEquals(literal.offer(arrival, rule), blocker.offer(arrival));
        }
        case 3 -> {
          if (!literal.running.isEmpty()) {
            PendingTask ended = literal.running.get(choice / 5 % literal.running.size());
            assertEquals(literal.finished(ended), blocker.finished(ended));
          }
        }
        default -> {
          if (!literal.held.isEmpty()) {
            PendingTask gone = literal.held.remove(choice / 5 % literal.held.size());
            assertEquals(List.of(gone), blocker.removeAll(gone::equals));
          }
        }
      }
      assertEquals(literal.held, blocker.waiting());
    }
  }

  @Test
  void serialHoldsUnderConcurrentArrival() throws InterruptedException {
    int publishers = 10;
    int each = 1000;
    int total = 10_000;
    LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    SimulatedService service = new SimulatedService(8);
    Random random = new Random(42);
    for (int p = 0; p < publishers; p++) {
      int publisher = p;
      Thread.ofVirtual()
          .start(
              () ->
                  IntStream.range(0, each)
                      .mapToObj(
                          i -> task("k" + i % KEYS, DuplicateRule.SERIAL, publisher + "-" + i))
                      .forEach(task -> events.add(() -> service.submit(task.message()))));
    }
    int arrived = 0;
    while (arrived < total || !service.onWorkers.isEmpty()) {
      if (arrived < total && (random.nextBoolean() || service.onWorkers.isEmpty())) {
        Objects.requireNonNull(events.poll(10, SECONDS)).run();
        arrived++;
      } else {
        service.finish(service.onWorkers.getFirst());
      }
      assertAtMostOneRunningOfEachName(service);
    }
    assertEquals(total, service.started.size());
    assertEquals(total, service.started.stream().distinct().count());
  }

  @Test
  void aHundredThousandHeldTasksCostTheirNumberOnly() {
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          SimulatedService service = new SimulatedService(4);
          for (int i = 0; i < 100_000; i++) {
            service.submit(task("a", DuplicateRule.SERIAL, "u" + i).message());
          }
          assertEquals(99_999, service.blocker.size());
          service.cancelWaiting(task -> task.hashCode() % 2 == 0);
          while (!service.onWorkers.isEmpty()) {
            service.finish(service.onWorkers.getFirst());
          }
          assertFalse(service.blocker.size() > 0);
        });
  }

  private static void assertAtMostOneRunningOfEachName(SimulatedService service) {
    Map<String, Integer> counts = new HashMap<>();
    service.onWorkers.forEach(task -> counts.merge(task.message().task(), 1, Integer::sum));
    service.queuer.waiting().forEach(task -> counts.merge(task.message().task(), 1, Integer::sum));
    assertTrue(counts.values().stream().allMatch(count -> count == 1), counts::toString);
  }

  private static List<Object> named(String name, List<PendingTask> tasks) {
    return tasks.stream()
        .filter(task -> task.message().task().equals(name))
        .map(Object.class::cast)
        .toList();
  }

  /** The rules as the wire format words them, on plain lists. */
  private static final class LiteralRules {
    final List<PendingTask> running = new ArrayList<>();
    final List<PendingTask> held = new ArrayList<>();

    Decision offer(PendingTask task, DuplicateRule rule) {
      boolean isRunning = running.stream().anyMatch(other -> equal(task, other));
      boolean isHeld = held.stream().anyMatch(other -> equal(task, other));
      Decision decision =
          switch (rule) {
            case PARALLEL -> Decision.RUN;
            case DISCARD -> isRunning || isHeld ? Decision.DISCARDED : Decision.RUN;
            case SERIAL -> isRunning || isHeld ? Decision.HELD : Decision.RUN;
            case QUEUE_ONE -> {
              if (isHeld) {
                yield Decision.DISCARDED;
              }
              yield isRunning ? Decision.HELD : Decision.RUN;
            }
          };
      switch (decision) {
        case RUN -> running.add(task);
        case HELD -> held.add(task);
        case DISCARDED -> {}
      }
      return decision;
    }

    Optional<PendingTask> finished(PendingTask task) {
      running.remove(task);
      if (running.stream().anyMatch(other -> equal(task, other))) {
        return Optional.empty();
      }
      Optional<PendingTask> next = held.stream().filter(other -> equal(task, other)).findFirst();
      next.ifPresent(held::remove);
      next.ifPresent(running::add);
      return next;
    }

    private static boolean equal(PendingTask one, PendingTask other) {
      return one.message().task().equals(other.message().task());
    }
  }
}
