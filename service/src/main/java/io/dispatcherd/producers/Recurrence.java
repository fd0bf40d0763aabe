package io.dispatcherd.producers;

import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The moments of a schedule. */
interface Recurrence {
  /** The first moment after the start. */
  Optional<Instant> first(Instant start);

  /**
   * The next moment after {@code planned} that isn't past; moments that were missed are skipped.
   */
  Optional<Instant> next(Instant planned, Instant now);

  static Recurrence of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Every every -> new Periodic(every.period());
      case Schedule.Cron cron -> new CronRecurrence(cron.expression(), cron.zone());
    };
  }

  /** At a fixed period from the start. */
  record Periodic(Duration period) implements Recurrence {
    @Override
    public Optional<Instant> first(Instant start) {
      return Optional.of(start.plus(period));
    }

    @Override
    public Optional<Instant> next(Instant planned, Instant now) {
      Duration late = Duration.between(planned, now);
      long missed = late.isNegative() ? 0 : late.dividedBy(period);
      return Optional.of(planned.plus(period.multipliedBy(missed + 1)));
    }
  }
}
