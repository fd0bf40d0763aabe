package io.dispatcherd.producers;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Stream;

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

  /**
   * As a Unix cron expression says, in its time zone. A time that the zone's clock skips is run
   * when the clock leaps over it. A time that it repeats is run once, the first time it comes.
   * Where the expression names no hour, runs just go on: none in the skipped hour, and through both
   * of a repeated one.
   */
  final class Calendar implements Recurrence {
    private final ExecutionTime times;
    private final ZoneId zone;
    private final boolean namesHours;

    Calendar(String expression, ZoneId zone) {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      times = ExecutionTime.forCron(parser.parse(expression));
      this.zone = zone;
      namesHours = !expression.strip().replaceFirst("\\S+\\s+", "").startsWith("*");
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
      Optional<Instant> next =
          times.nextExecution(moment.atZone(zone)).map(ZonedDateTime::toInstant);
      return namesHours ? next.map(shown -> leapOverARun(moment, shown).orElse(shown)) : next;
    }

    /** The first leap of the clock between the two that skips a time of the expression. */
    private Optional<Instant> leapOverARun(Instant moment, Instant last) {
      return Stream.iterate(
              zone.getRules().nextTransition(moment),
              change -> change != null && change.getInstant().isBefore(last),
              change -> zone.getRules().nextTransition(change.getInstant()))
          .filter(change -> change.isGap() && skipsARun(change))
          .map(ZoneOffsetTransition::getInstant)
          .findFirst();
    }

    /** Asked of a clock that never leaps. */
    private boolean skipsARun(ZoneOffsetTransition gap) {
      ZonedDateTime before = gap.getDateTimeBefore().minusSeconds(1).atZone(ZoneOffset.UTC);
      return times
          .nextExecution(before)
          .filter(run -> run.toLocalDateTime().isBefore(gap.getDateTimeAfter()))
          .isPresent();
    }
  }
}
