package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @Nested
  class EverySoOften {
    private final Recurrence everyTen = Recurrence.of(new Schedule.Every(Duration.ofSeconds(10)));

    @Test
    void theFirstRunIsOnePeriodAfterTheStart() {
      assertEquals(at(10), everyTen.first(START));
    }

    @Test
    void runsThatAreALittleLateDoNotShiftTheFollowingOnes() {
      assertEquals(at(20), everyTen.next(START.plusSeconds(10), START.plusSeconds(13)));
    }

    @Test
    void missedRunsAreMadeUpForOnceAndNotInABurst() {
      assertEquals(at(50), everyTen.next(START.plusSeconds(10), START.plusSeconds(45)));
    }

    @Test
    void aTimerThatIsEarlyDoesNotRunTwice() {
      assertEquals(at(20), everyTen.next(START.plusSeconds(10), START.plusSeconds(9)));
    }

    private static Optional<Instant> at(int seconds) {
      return Optional.of(START.plusSeconds(seconds));
    }
  }

  @Nested
  class ByTheCalendar {
    @Test
    void itKeepsToTheClockOfItsZone() {
      Recurrence atNine = cron("0 9 * * *", "Europe/Berlin");
      assertEquals(Optional.of(Instant.parse("2026-03-02T08:00:00Z")), atNine.first(START));
    }

    @Test
    void itKeepsToTheClockWhenSummerBegins() {
      Recurrence atNine = cron("0 9 * * *", "Europe/Berlin");
      Instant saturday = Instant.parse("2026-03-28T08:00:00Z");
      assertEquals(
          Optional.of(Instant.parse("2026-03-29T07:00:00Z")), atNine.next(saturday, saturday));
    }

    @Test
    void missedRunsAreSkipped() {
      Recurrence everyFive = cron("*/5 * * * *", "UTC");
      assertEquals(
          Optional.of(Instant.parse("2026-03-01T11:05:00Z")),
          everyFive.next(START, START.plusSeconds(3601)));
    }

    @Test
    void aTimerThatIsEarlyDoesNotRunTwice() {
      Recurrence everyFive = cron("*/5 * * * *", "UTC");
      assertEquals(
          Optional.of(START.plusSeconds(300)), everyFive.next(START, START.minusMillis(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"61 * * * *", "* * * *", "a b c d e", "*/0 * * * *", "0 0 * 13 *"})
    void anExpressionThatMakesNoSenseIsRefused(String expression) {
      assertThrows(IllegalArgumentException.class, () -> cron(expression, "UTC"));
    }

    @Test
    void anExpressionThatNamesNoDayIsRefused() {
      IllegalArgumentException problem =
          assertThrows(IllegalArgumentException.class, () -> cron("0 0 30 2 *", "UTC"));
      assertTrue(String.valueOf(problem.getMessage()).contains("0 0 30 2 *"));
    }

    private static Recurrence cron(String expression, String zone) {
      return Recurrence.of(new Schedule.Cron(expression, ZoneId.of(zone)));
    }
  }
}
