package io.dispatcherd.dashboard.pages.show;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Moments as one page writes them: all in one zone, which the page names, with ISO UTC behind each.
 * Immutable.
 *
 * @param zone whose clock the page shows
 * @param now when the page was made
 */
public record Times(ZoneId zone, Instant now) {
  private static final int LONGEST_ZONE = 64;
  private static final DateTimeFormatter CLOCK = pattern("HH:mm:ss");
  private static final DateTimeFormatter MINUTE = pattern("HH:mm");
  private static final DateTimeFormatter DAY = pattern("yyyy-MM-dd");
  private static final DateTimeFormatter FULL = pattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter EXACT = pattern("yyyy-MM-dd HH:mm:ss.SSS");
  private static final DateTimeFormatter FIELD = pattern("yyyy-MM-dd'T'HH:mm");

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /** The zone of this name, as a browser tells it; UTC if there is none. */
  public static ZoneId zoneOf(@Nullable String name) {
    if (name == null || name.isBlank() || name.length() > LONGEST_ZONE) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  /** The zone as the page names it. */
  public String zoneName() {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  /** The time of day if it is today, else with its date. */
  public String at(Instant instant) {
    return isToday(instant) ? format(CLOCK, instant) : format(FULL, instant);
  }

  /** Date and time of day, whichever day it is. */
  public String full(Instant instant) {
    return format(FULL, instant);
  }

  /** With milliseconds, for what is to be compared. */
  public String exact(Instant instant) {
    return format(EXACT, instant);
  }

  /** Hour and minute, below a graph. */
  public String minute(Instant instant) {
    return format(MINUTE, instant);
  }

  /** The date. */
  public String day(Instant instant) {
    return format(DAY, instant);
  }

  /** As a form's field of date and time has it. */
  public String field(Instant instant) {
    return format(FIELD, instant);
  }

  /** ISO 8601 in UTC, to the millisecond: for programs, and behind each time. */
  public String iso(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Such as {@code 3 min ago} or {@code in 2 h}. */
  public String ago(Instant instant) {
    Duration past = Duration.between(instant, now);
    if (past.abs().compareTo(Duration.ofSeconds(1)) < 0) {
      return "now";
    }
    return past.isNegative() ? "in " + Numbers.about(past.negated()) : Numbers.about(past) + " ago";
  }

  /** What is read behind a time: ISO UTC, and how long ago. */
  public String title(Instant instant) {
    return iso(instant) + " (" + ago(instant) + ")";
  }

  private boolean isToday(Instant instant) {
    return instant.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
  }

  private String format(DateTimeFormatter formatter, Instant instant) {
    return formatter.format(instant.atZone(zone));
  }
}
