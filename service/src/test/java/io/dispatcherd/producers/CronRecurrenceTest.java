package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Schedule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronRecurrenceTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

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
    assertEquals(Optional.of(Instant.parse("2026-03-30T00:30:00Z")), halfPastTwo.next(leap, leap));
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
    assertEquals(Optional.of(START.plusSeconds(300)), everyFive.next(START, START.minusMillis(3)));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 1-3 * * *  | Europe/Berlin | 2026-10-24T22:00Z | 23:30 00:30 02:30",
        "*/15 2 * * *  | Europe/Berlin | 2026-10-24T22:00Z | 00:00 00:15 00:30 00:45",
        "0 */2 * * *   | Europe/Berlin | 2026-10-24T21:30Z | 22:00 00:00 01:00 03:00 05:00",
        "30 1 * * *    | America/New_York | 2026-11-01T04:00Z | 05:30",
        "30 1,2 * * *  | America/New_York | 2026-11-01T04:00Z | 05:30 07:30",
        "0 * * * *     | America/New_York | 2026-11-01T04:30Z | 05:00 06:00 07:00",
        "45 1 * * *    | Australia/Lord_Howe | 2026-04-04T13:00Z | 14:45",
        "*/30 1-2 * * *| Australia/Lord_Howe | 2026-04-04T13:00Z | 14:00 14:30 15:30 16:00",
        "*/15 * * * *  | Australia/Lord_Howe | 2026-04-04T14:25Z | 14:30 14:45 15:00 15:15 15:30",
      })
  void whatAClockThatGoesBackRepeatsRunsOnceUnlessItIsForAllHours(
      String expression, String zone, String start, String runs) {
    assertRuns(expression, zone, start, runs);
  }

  @Test
  void aRepeatedHourHasTwelveRunsOfEveryFiveMinutes() {
    Recurrence everyFive = cron("*/5 2 * * *", "Europe/Berlin");
    Instant run = everyFive.first(Instant.parse("2026-10-24T22:00:00Z")).orElseThrow();
    int runs = 0;
    for (; run.isBefore(Instant.parse("2026-10-25T12:00:00Z")); runs++) {
      run = everyFive.next(run, run).orElseThrow();
    }
    assertEquals(12, runs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "15 2 * * *    | Europe/Berlin | 2026-03-28T23:00Z | 01:00",
        "*/20 2 * * *  | Europe/Berlin | 2026-03-28T23:00Z | 01:00",
        "0 */2 * * *   | Europe/Berlin | 2026-03-28T22:30Z | 23:00 01:00 02:00",
        "7 * * * *     | Europe/Berlin | 2026-03-29T00:00Z | 00:07 01:07 02:07",
        "15 2 * * *    | Australia/Lord_Howe | 2026-10-03T13:00Z | 15:30",
        "*/15 * * * *  | Australia/Lord_Howe | 2026-10-03T15:10Z | 15:15 15:30 15:45",
      })
  void whatAClockThatGoesForwardSkipsRunsWhenItJumps(
      String expression, String zone, String start, String runs) {
    assertRuns(expression, zone, start, runs);
  }

  @ParameterizedTest
  @CsvSource({
    "SUN-THU, 2026-03-01 2026-03-02 2026-03-03 2026-03-04 2026-03-05 2026-03-08",
    "sun-tue, 2026-03-01 2026-03-02 2026-03-03 2026-03-08",
    "0-2, 2026-03-01 2026-03-02 2026-03-03 2026-03-08",
    "FRI-SUN, 2026-03-01 2026-03-06 2026-03-07 2026-03-08 2026-03-13",
    "5-7, 2026-03-01 2026-03-06 2026-03-07 2026-03-08 2026-03-13",
    "SUN, 2026-03-01 2026-03-08",
    "'SUN-MON,SAT', 2026-03-01 2026-03-02 2026-03-07 2026-03-08",
  })
  void aWeekBeginsOrEndsWithSunday(String days, String dates) {
    Recurrence daily = cron("0 12 * * " + days, "UTC");
    Instant run = START;
    for (String date : dates.split(" ", -1)) {
      run = daily.next(run, run).orElseThrow();
      assertEquals(Instant.parse(date + "T12:00:00Z"), run);
    }
  }

  /** The first runs after a moment, by the time of day in UTC. */
  private static void assertRuns(String expression, String zone, String start, String runs) {
    Recurrence recurrence = cron(expression, zone);
    Instant run = OffsetDateTime.parse(start).toInstant();
    List<String> seen = new ArrayList<>();
    int count = runs.split(" ", -1).length;
    for (int i = 0; i < count; i++) {
      run = recurrence.next(run, run).orElseThrow();
      seen.add(run.toString().substring(11, 16));
    }
    assertEquals(runs, String.join(" ", seen));
    Instant following = recurrence.next(run, run).orElseThrow();
    assertTrue(following.isAfter(run));
  }

  private static Recurrence cron(String expression, String zone) {
    return Recurrence.of(new Schedule.Cron(expression, ZoneId.of(zone)));
  }
}
