package io.dispatcherd.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;

/**
 * Log lines for people: time in the local zone to the millisecond, level, class, the task in
 * brackets if there is one, message, and stack trace if there is one. Thread-safe.
 *
 * <p>Replaces Logback's patterns, which load a hundred classes in each worker and each {@code
 * dispatcherctl}, and whose time zones make the JDK search each jar of the class path.
 */
public final class TextLayout extends LayoutBase<ILoggingEvent> {
  private static final int USUAL_LENGTH = 128;
  private static final int LONGEST_LEVEL = "ERROR".length();

  /** What the log context says of a task. */
  private static final List<String> TASK = List.of("task", "uuid", "guid");

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    appendTime(line, event.getTimeStamp(), TimeZone.getDefault());
    String level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', LONGEST_LEVEL - level.length());
    String logger = event.getLoggerName();
    line.append(' ').append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    appendTask(line, event.getMDCPropertyMap());
    line.append(event.getFormattedMessage()).append(System.lineSeparator());
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? line.toString()
        : line.append(ThrowableProxyUtil.asString(thrown)).toString();
  }

  private static void appendTask(StringBuilder line, Map<String, String> context) {
    char before = '[';
    for (String key : TASK) {
      String value = context.get(key);
      if (value != null) {
        line.append(before).append(value);
        before = ' ';
      }
    }
    if (before == ' ') {
      line.append("] ");
    }
  }

  /** As in {@code 2026-03-29 01:59:59.007}. */
  public static void appendTime(StringBuilder line, long epochMillis, TimeZone zone) {
    long millis = epochMillis + zone.getOffset(epochMillis);
    long seconds = Math.floorDiv(millis, TimeUnit.SECONDS.toMillis(1));
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    append(line, time.getYear(), 4).append('-');
    append(line, time.getMonthValue(), 2).append('-');
    append(line, time.getDayOfMonth(), 2).append(' ');
    append(line, time.getHour(), 2).append(':');
    append(line, time.getMinute(), 2).append(':');
    append(line, time.getSecond(), 2).append('.');
    append(line, Math.floorMod(millis, TimeUnit.SECONDS.toMillis(1)), 3);
  }

  private static StringBuilder append(StringBuilder line, long number, int digits) {
    String text = Long.toString(number);
    return line.repeat('0', Math.max(0, digits - text.length())).append(text);
  }
}
