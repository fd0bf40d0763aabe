package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
}
