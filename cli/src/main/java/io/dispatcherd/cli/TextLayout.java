package io.dispatcherd.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;

/**
 * When a line was logged, in the local time zone to the millisecond. In place of Logback's own,
 * whose zones have the JDK look into each jar of the class path for more of them: at the start of
 * every worker that takes longer than its logging does otherwise. Thread-safe.
 */
final class LocalTimeConverter extends ClassicConverter {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  @Override
  public String convert(ILoggingEvent event) {
    return text(event.getTimeStamp(), TimeZone.getDefault());
  }

  static String text(long epochMillis, TimeZone zone) {
    long local = epochMillis + zone.getOffset(epochMillis);
    int nanos = Math.toIntExact(TimeUnit.MILLISECONDS.toNanos(Math.floorMod(local, 1_000L)));
    return FORMAT.format(
        LocalDateTime.ofEpochSecond(Math.floorDiv(local, 1_000L), nanos, ZoneOffset.UTC));
  }
}
