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
    void aTimeThatTheClockSkipsIsRunWhenItLeaps() {
      Recurrence halfPastTwo = cron("30 2 * * *", "Europe/Berlin");
      Instant leap = Instant.parse("2026-03-29T01:00:00Z");
      assertEquals(Optional.of(leap), halfPastTwo.first(Instant.parse("2026-03-28T20:00:00Z")));
      assertEquals(
          Optional.of(Instant.parse("2026-03-30T00:30:00Z")), halfPastTwo.next(leap, leap));
    }

    @Test
    void aTimeThatIsSkippedAfterManyMonthsIsFoundToo() {
      Recurrence yearly = cron("30 2 29 3 *", "Europe/Berlin");
      assertEquals(
          Optional.of(Instant.parse("2026-03-29T01:00:00Z")),
          yearly.first(Instant.parse("2025-04-01T00:00:00Z")));
    }

    @Test
    void severalTimesThatTheClockSkipsAreOneRun() {
      Recurrence everyTen = cron("*/10 2,3 * * *", "Europe/Berlin");
      Instant leap = Instant.parse("2026-03-29T01:00:00Z");
      assertEquals(Optional.of(leap), everyTen.first(Instant.parse("2026-03-28T20:00:00Z")));
      assertEquals(Optional.of(leap.plusSeconds(600)), everyTen.next(leap, leap));
    }

    @Test
    void aTimeThatTheClockRepeatsIsRunOnceAtItsFirst() {
      Recurrence halfPastTwo = cron("30 2 * * *", "Europe/Berlin");
      Instant first = Instant.parse("2026-10-25T00:30:00Z");
      assertEquals(Optional.of(first), halfPastTwo.first(Instant.parse("2026-10-24T22:00:00Z")));
      assertEquals(
          Optional.of(Instant.parse("2026-10-26T01:30:00Z")), halfPastTwo.next(first, first));
    }

    @Test
    void whatRunsEveryHourRunsInBothOfARepeatedOneAndGoesOnAfterASkippedOne() {
      Recurrence hourly = cron("15 * * * *", "Europe/Berlin");
      Instant first = Instant.parse("2026-10-25T00:15:00Z");
      assertEquals(Optional.of(first.plusSeconds(3600)), hourly.next(first, first));
      Instant beforeTheGap = Instant.parse("2026-03-29T00:15:00Z");
      assertEquals(
          Optional.of(beforeTheGap.plusSeconds(3600)), hourly.next(beforeTheGap, beforeTheGap));
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
