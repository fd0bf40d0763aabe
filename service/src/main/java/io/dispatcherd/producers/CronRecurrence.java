package io.dispatcherd.producers;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The times of a Unix cron expression in its time zone.
 *
 * <p>The library computes on a clock that never changes; this class handles the zone's changes. A
 * skipped time runs when the clock jumps, unless the expression is for every hour: then none was
 * skipped. A repeated time runs once, the first time, unless the hours begin with {@code *}:
 * schedules at intervals run both times.
 */
final class CronRecurrence implements Recurrence {
  /** Of the five fields: minute, hour, day of the month, month, day of the week. */
  private static final int HOUR = 1;

  private static final int DAY_OF_WEEK = 4;

  private static final Pattern EVERY_HOUR = Pattern.compile("\\*(/1)?");

  /** A week may begin with Sunday, which is the last day of the week for the library. */
  private static final Pattern FROM_SUNDAY =
      Pattern.compile("\\bSUN(?=-)", Pattern.CASE_INSENSITIVE);

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean repeats;
  private final boolean makesUp;

  /**
   * The moments of an expression.
   *
   * @throws IllegalArgumentException if it makes no sense, or names no day there is
   */
  CronRecurrence(String expression, ZoneId zone) {
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    String[] fields = expression.strip().split("\\s+");
    if (fields.length > DAY_OF_WEEK) {
      fields[DAY_OF_WEEK] = FROM_SUNDAY.matcher(fields[DAY_OF_WEEK]).replaceAll("0");
    }
    times = ExecutionTime.forCron(parser.parse(String.join(" ", fields)));
    this.zone = zone;
    repeats = fields[HOUR].startsWith("*");
    makesUp = !EVERY_HOUR.matcher(fields[HOUR]).matches();
    if (from(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)).isEmpty()) {
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

  /** Goes from one change of the zone's clock to the next: in between, it is a plain clock. */
  private Optional<Instant> after(Instant moment) {
    ZoneRules rules = zone.getRules();
    Instant from = moment.plusNanos(1);
    while (true) {
      Optional<LocalDateTime> time = from(localTime(from));
      if (time.isEmpty()) {
        return Optional.empty();
      }
      Instant run = time.get().toInstant(rules.getOffset(from));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || run.isBefore(change.getInstant())) {
        return Optional.of(run);
      }
      if (makesUp && change.isGap() && time.get().isBefore(change.getDateTimeAfter())) {
        return Optional.of(change.getInstant());
      }
      from = change.getInstant();
    }
  }

  /** What the clock shows at a moment, or will show when it repeats nothing more. */
  private LocalDateTime localTime(Instant moment) {
    ZoneRules rules = zone.getRules();
    LocalDateTime shown = LocalDateTime.ofInstant(moment, rules.getOffset(moment));
    if (repeats) {
      return shown;
    }
    ZoneOffsetTransition last = rules.previousTransition(moment.plusNanos(1));
    return last != null && last.isOverlap() && shown.isBefore(last.getDateTimeBefore())
        ? last.getDateTimeBefore()
        : shown;
  }

  /** The first time of the expression that isn't before this one, on a clock without changes. */
  private Optional<LocalDateTime> from(LocalDateTime time) {
    return times
        .nextExecution(time.minusNanos(1).atZone(ZoneOffset.UTC))
        .map(ZonedDateTime::toLocalDateTime);
  }
}
