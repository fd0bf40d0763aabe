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

  /** Before that many rounds, caches still fill. */
  private static final int WARM_UP = 3;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void underLoadAndTroubleNothingIsLostNothingRunsTwiceAndMemoryStaysFlat() throws Exception {
    TestPostgres.shared(); // Its process is a child, too.
    Duration time = Duration.ofMinutes(Integer.getInteger("stress.minutes", 3));
    Leftovers leftovers = new Leftovers();
    List<Holdings> held = new ArrayList<>();
    Instant start = Instant.now();
    Map<Outcome, Long> total = new TreeMap<>();
    String channel;
    try (Load load = new Load()) {
      channel = load.channel();
      Instant end = start.plus(time);
      while (Instant.now().isBefore(end)) {
        Map<Outcome, Long> counts = load.round(ROUND).counts();
        counts.forEach((outcome, count) -> total.merge(outcome, count, Long::sum));
        held.add(Holdings.now(TestPostgres.shared(), channel));
        System.out.printf(
            "round %d, %d s: %s; %s%n",
            held.size(),
            Duration.between(start, Instant.now()).toSeconds(),
            counts,
            held.getLast());
      }
    }
    leftovers.awaitNone("the service and its publishers");
    Leftovers.awaitNoConnection(TestPostgres.shared(), channel);
    System.out.printf("all %d rounds: %s; nothing is left%n", held.size(), total);
    Holdings.KINDS.forEach(kind -> assertFlat(kind, held));
  }

  private static void assertFlat(Holdings.Kind kind, List<Holdings> held) {
    List<Long> amounts =
        held.stream().map(holdings -> kind.amount().applyAsLong(holdings)).toList();
    List<Long> warm = amounts.subList(Math.min(WARM_UP, amounts.size() / 2), amounts.size());
    int half = warm.size() / 2;
    double early = mean(warm.subList(0, half));
    double late = mean(warm.subList(half, warm.size()));
    System.out.printf("%s: %.0f in the first half, %.0f in the second%n", kind.name(), early, late);
    assertTrue(late < early + kind.slack(), () -> kind.name() + " grow: " + amounts);
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElse(0);
  }
}
