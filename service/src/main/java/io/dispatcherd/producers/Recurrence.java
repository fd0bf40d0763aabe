package io.dispatcherd.producers;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
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
      case Schedule.Cron cron -> new Calendar(cron.expression(), cron.zone());
    };
  }

  /** Every so often from the start on. */
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

  /** As a Unix cron expression says, in its time zone. */
  final class Calendar implements Recurrence {
    private final ExecutionTime times;
    private final ZoneId zone;

    Calendar(String expression, ZoneId zone) {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      times = ExecutionTime.forCron(parser.parse(expression));
      this.zone = zone;
      if (after(Instant.EPOCH).isEmpty()) {
        throw new IllegalArgumentException("cron \"" + expression + "\" names no day there is");
      }
    }

    @Override
    public Optional<Instant> first(Instant start) {
      return after(start);
    }

    @Override
    public Optional<Instant> next(Instant planned, Instant now) {
      return after(now.isBefore(planned) ? planned : now);
    }

    private Optional<Instant> after(Instant moment) {
      return times.nextExecution(moment.atZone(zone)).map(ZonedDateTime::toInstant);
    }
  }
}
