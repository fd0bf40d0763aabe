package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.TimeZone;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class LocalTimeConverterTest {
  private static final DateTimeFormatter EXPECTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  @Property
  void itSaysWhatTheZonesClockDid(
      @ForAll @LongRange(min = -1_000_000_000_000L, max = 4_000_000_000_000L) long millis,
      @ForAll("zones") String zone) {
    assertEquals(
        EXPECTED.format(Instant.ofEpochMilli(millis).atZone(ZoneId.of(zone))),
        LocalTimeConverter.text(millis, TimeZone.getTimeZone(zone)));
  }

  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata");
  }
}
