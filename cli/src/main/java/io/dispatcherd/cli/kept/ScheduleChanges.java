package io.dispatcherd.cli.kept;

import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.source.Amounts;
import io.dispatcherd.jobs.ScheduleChange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads what is to change of a schedule: {@code cron=0 7 * * *; zone=Europe/Berlin}. */
final class ScheduleChanges {
  private ScheduleChanges() {}

  static ScheduleChange of(String text) {
    ScheduleChange change = ScheduleChange.NONE;
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "expected NAME=VALUE, several with ; between, got '%s'".formatted(part.strip()));
      }
      change = with(change, part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    return change;
  }

  private static ScheduleChange with(ScheduleChange change, String name, String value) {
    return switch (name) {
      case "period" -> change.every(time(name, value));
      case "cron" -> change.cron(value);
      case "zone" -> change.zone(zone(value));
      case "missed" -> change.missed(oneOf(name, value, Missed.values(), it -> it.wireName()));
      case "missed_bound" -> change.missedBound(time(name, value));
      case "overlap" -> change.overlap(oneOf(name, value, Overlap.values(), it -> it.wireName()));
      case "queue" -> change.queue(orNone(value, () -> value));
      case "priority" -> change.priority(orNone(value, () -> number(value)));
      default ->
          throw new IllegalArgumentException(
              "a schedule has no '%s'; it has period, cron, zone, missed, missed_bound, overlap,"
                      .formatted(name)
                  + " queue and priority");
    };
  }

  private static <T> Optional<T> orNone(String value, Supplier<T> read) {
    return value.equals("none") ? Optional.empty() : Optional.of(read.get());
  }

  private static Duration time(String name, String value) {
    return Amounts.time(value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: expected a time, such as 5m, got '%s'".formatted(name, value)));
  }

  private static ZoneId zone(String value) {
    try {
      return ZoneId.of(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone: expected a time zone, such as Europe/Berlin, got '%s'".formatted(value));
    }
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "priority: expected a whole number or none, got '%s'".formatted(value));
    }
  }

  private static <T> T oneOf(String name, String value, T[] all, Function<T, String> word) {
    return Arrays.stream(all)
        .filter(each -> word.apply(each).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: expected one of %s, got '%s'"
                        .formatted(
                            name,
                            String.join(", ", Arrays.stream(all).map(word).toList()),
                            value)));
  }
}
