package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.ScheduleKeeper.DueSchedule;
import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which moments of a kept schedule are heeded. */
class DueMomentsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Schedule MINUTELY = new Schedule.Every(Duration.ofMinutes(1));

  private static DueMoments of(
      Schedule schedule, Missed missed, Duration bound, @Nullable String next, String now) {
    return DueMoments.of(
        new DueSchedule(
            1,
            "often",
            schedule,
            missed,
            bound,
            Optional.ofNullable(next).map(Instant::parse),
            Instant.parse(now)));
  }

  private static List<Instant> times(String... times) {
    return Stream.of(times).map(Instant::parse).toList();
  }

  @Test
  void aMomentOnTimeIsHeededByEachRule() {
    for (Missed missed : Missed.values()) {
      DueMoments moments =
          of(MINUTELY, missed, Duration.ZERO, NOON.toString(), "2026-03-01T12:00:00Z");
      assertEquals(List.of(NOON), moments.now(), missed.name());
      assertEquals(
          times("2026-03-01T12:01:00Z", "2026-03-01T12:02:00Z", "2026-03-01T12:03:00Z"),
          moments.later());
    }
  }

  @Test
  void missedMomentsGoByTheRuleWithinTheBound() {
    String now = "2026-03-01T12:04:30Z";
    Duration threeMinutes = Duration.ofMinutes(3);
    assertEquals(
        times("2026-03-01T12:02:00Z", "2026-03-01T12:03:00Z", "2026-03-01T12:04:00Z"),
        of(MINUTELY, Missed.ALL, threeMinutes, NOON.toString(), now).now());
    assertEquals(
        times("2026-03-01T12:04:00Z"),
        of(MINUTELY, Missed.LAST, threeMinutes, NOON.toString(), now).now());
    assertEquals(
        times("2026-03-01T12:05:00Z"),
        of(MINUTELY, Missed.LAST, threeMinutes, NOON.toString(), now).later().subList(0, 1));
    Schedule hourly = new Schedule.Every(Duration.ofHours(1));
    assertEquals(
        List.of(),
        of(hourly, Missed.LAST, threeMinutes, NOON.toString(), "2026-03-01T12:10:00Z").now());
    DueMoments left =
        of(hourly, Missed.NONE, Duration.ofDays(1), NOON.toString(), "2026-03-01T12:10:00Z");
    assertEquals(List.of(), left.now());
    assertEquals(times("2026-03-01T13:00:00Z"), left.later().subList(0, 1));
  }

  @Test
  void aYearOfMissedMomentsIsNoLoopWithoutEnd() {
    Schedule often = new Schedule.Every(Duration.ofMillis(1));
    DueMoments last =
        of(often, Missed.LAST, Duration.ofDays(500), "2025-03-01T12:00:00Z", NOON.toString());
    assertEquals(List.of(NOON), last.now());
    DueMoments all =
        of(often, Missed.ALL, Duration.ofDays(500), "2025-03-01T12:00:00Z", NOON.toString());
    assertEquals(DueMoments.MOST, all.now().size());
    assertEquals(times("2025-03-01T12:00:01Z"), all.later());
  }

  @Test
  void aSkippedTimeIsHeededWhenTheClockJumpsAndARepeatedOneOnce() {
    Schedule nightly = new Schedule.Cron("15 2 * * *", ZoneId.of("Europe/Berlin"));
    assertEquals(
        times("2026-03-28T01:15:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z"),
        of(nightly, Missed.ALL, Duration.ofDays(9), "2026-03-28T01:15:00Z", "2026-03-30T12:00:00Z")
            .now());
    assertEquals(
        times("2026-10-24T00:15:00Z", "2026-10-25T00:15:00Z", "2026-10-26T01:15:00Z"),
        of(nightly, Missed.ALL, Duration.ofDays(9), "2026-10-24T00:15:00Z", "2026-10-26T12:00:00Z")
            .now());
  }

  @Test
  void theFirstMomentOfACalendarComesAfterNow() {
    DueMoments moments =
        of(
            new Schedule.Cron("*/5 * * * *", ZoneId.of("UTC")),
            Missed.ALL,
            Duration.ofDays(1),
            null,
            "2026-03-01T12:04:30Z");
    assertEquals(List.of(), moments.now());
    assertEquals(times("2026-03-01T12:05:00Z"), moments.later().subList(0, 1));
  }

  @Test
  void aCronThatMakesNoSenseIsRefused() {
    Schedule wrong = new Schedule.Cron("61 * * * *", ZoneId.of("UTC"));
    assertThrows(
        IllegalArgumentException.class,
        () -> of(wrong, Missed.ALL, Duration.ofDays(1), null, NOON.toString()));
  }
}
