package io.dispatcherd.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextLayoutTest {
  private static final DateTimeFormatter EXPECTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  /** As long as any time that is written. */
  private static final int TIME = "2026-03-29 01:59:59.007".length();

  /** A line without its time. */
  private static String line(
      String logger, Level level, Map<String, String> context, @Nullable Throwable thrown) {
    LoggerContext loggers = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "caller", loggers.getLogger(logger), level, "Finished {}", thrown, new Object[] {"it"});
    event.setMDCPropertyMap(context);
    return new TextLayout().doLayout(event).substring(TIME);
  }

  private static String line(Map<String, String> context) {
    return line("app.Orders", Level.INFO, context, null);
  }

  @Test
  void aLineSaysHowGraveItIsWhoSaysItAndWhat() {
    String end = System.lineSeparator();
    assertEquals(" INFO  Orders: Finished it" + end, line(Map.of()));
    assertEquals(" ERROR ROOT: Finished it" + end, line("ROOT", Level.ERROR, Map.of(), null));
  }

  @Test
  void aLineAboutATaskNamesWhatIsKnownOfIt() {
    String end = System.lineSeparator();
    assertEquals(" INFO  Orders: [a.b] Finished it" + end, line(Map.of("task", "a.b")));
    assertEquals(
        " INFO  Orders: [a.b u1 g1] Finished it" + end,
        line(Map.of("guid", "g1", "uuid", "u1", "task", "a.b")));
    assertEquals(" INFO  Orders: Finished it" + end, line(Map.of("tenant", "x")));
  }

  @Test
  void whatWasThrownFollowsWithItsCause() {
    Exception thrown = new IllegalStateException("late", new IllegalArgumentException("early"));
    List<String> lines = line("app.Orders", Level.WARN, Map.of(), thrown).lines().toList();

    assertEquals(" WARN  Orders: Finished it", lines.get(0));
    assertEquals("java.lang.IllegalStateException: late", lines.get(1));
    assertEquals(
        1,
        lines.stream()
            .filter("Caused by: java.lang.IllegalArgumentException: early"::equals)
            .count(),
        lines.toString());
  }

  @Property
  void itSaysWhatTheZonesClockDid(
      @ForAll @LongRange(min = -1_000_000_000_000L, max = 4_000_000_000_000L) long millis,
      @ForAll("zones") String zone) {
    StringBuilder time = new StringBuilder();
    TextLayout.appendTime(time, millis, TimeZone.getTimeZone(zone));
    assertEquals(
        EXPECTED.format(Instant.ofEpochMilli(millis).atZone(ZoneId.of(zone))), time.toString());
  }

  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata");
  }
}
