package io.dispatcherd.brokers.pgnotify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SelfCheckTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Any; {@link System#nanoTime} may be negative and may overflow. */
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  private final SelfCheckStatistics statistics = new SelfCheckStatistics(true);
  private final SelfCheck check =
      new SelfCheck(Optional.of(Duration.ofSeconds(30)), Duration.ofSeconds(2), statistics, START);

  @Test
  void isDueAfterTheIdleTimeSinceTheLastNotification() {
    assertFalse(check.isDue(at(29)));
    check.heard(at(29));
    assertFalse(check.isDue(at(58)));
    assertEquals(Duration.ofSeconds(1), check.untilNextStep(at(58), LONG));
    assertTrue(check.isDue(at(59)));
    assertEquals(Duration.ZERO, check.untilNextStep(at(60), LONG));
  }

  @Test
  void isNotSentTwice() {
    check.sent(at(30));

    assertFalse(check.isDue(at(90)));
  }

  @Test
  void isOverdueAfterItsAgeWhateverElseComesIn() {
    check.sent(at(30));
    check.heard(at(31));

    assertFalse(check.isOverdue(at(31)));
    assertEquals(Duration.ofSeconds(1), check.untilNextStep(at(31), LONG));
    assertTrue(check.isOverdue(at(32)));
  }

  @Test
  void isCountedWhenItReturns() {
    check.sent(at(30));
    check.returned(at(31));
    check.sent(at(61));
    check.returned(at(64));

    assertFalse(check.isOverdue(at(90)));
    assertEquals(2L, statistics.snapshot().get("success_count"));
    assertEquals(2.0, statistics.snapshot().get("average_time_seconds"));
    assertEquals(3.0, statistics.snapshot().get("max_time_seconds"));
  }

  @Test
  void isNeverDueWhenOff() {
    SelfCheck off = new SelfCheck(Optional.empty(), Duration.ofSeconds(2), statistics, START);

    assertFalse(off.isDue(at(1_000_000)));
    assertEquals(LONG, off.untilNextStep(at(1_000_000), LONG));
  }

  @Test
  void withoutASuccessThereAreNoTimes() {
    assertNull(statistics.snapshot().get("average_time_seconds"));
    assertNull(statistics.snapshot().get("max_time_seconds"));
  }

  private static long at(int seconds) {
    return START + seconds * SECOND;
  }
}
