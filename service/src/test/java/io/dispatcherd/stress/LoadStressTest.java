package io.dispatcherd.stress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Load and trouble for as many minutes as {@code -Dstress.minutes} says, 3 if it doesn't; 60 make a
 * soak. Each round adds a line to the output.
 */
@Tag("stress")
class LoadStressTest {
  private static final Duration ROUND = Duration.ofSeconds(10);

  /** What a heap may grow by, between the first half of a run and its end, and count as flat. */
  private static final long SLACK_BYTES = 8 << 20;

  /** Before that many rounds, caches still fill. */
  private static final int WARM_UP = 3;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void underLoadAndTroubleNothingIsLostNothingRunsTwiceAndMemoryStaysFlat() throws Exception {
    TestPostgres.shared(); // Its process is a child, too.
    Duration time = Duration.ofMinutes(Integer.getInteger("stress.minutes", 3));
    Leftovers leftovers = new Leftovers();
    List<Long> heap = new ArrayList<>();
    Map<Outcome, Long> total = new TreeMap<>();
    String channel;
    try (Load load = new Load()) {
      channel = load.channel();
      Instant end = Instant.now().plus(time);
      while (Instant.now().isBefore(end)) {
        Map<Outcome, Long> counts = load.round(ROUND).counts();
        counts.forEach((outcome, count) -> total.merge(outcome, count, Long::sum));
        heap.add(usedHeap());
        System.out.printf("round %d: %s, heap %d KB%n", heap.size(), counts, heap.getLast() / 1024);
      }
    }
    leftovers.awaitNone("the service and its publishers");
    Leftovers.awaitNoConnection(TestPostgres.shared(), channel);
    System.out.printf("all %d rounds: %s%n", heap.size(), total);
    assertFlat(heap);
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void assertFlat(List<Long> heap) {
    List<Long> warm = heap.subList(Math.min(WARM_UP, heap.size() / 2), heap.size());
    int half = warm.size() / 2;
    double early = mean(warm.subList(0, half));
    double late = mean(warm.subList(half, warm.size()));
    assertTrue(late < early + SLACK_BYTES, () -> "the heap grows: " + heap);
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElse(0);
  }
}
