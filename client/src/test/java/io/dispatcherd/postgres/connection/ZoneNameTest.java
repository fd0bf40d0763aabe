package io.dispatcherd.postgres.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class ZoneNameTest {
  @Test
  void everyShortNameButThoseThatPostgresKnowsHasAFullOne() {
    assertEquals(Optional.of("Asia/Tokyo"), ZoneName.fullName("JST"));
    assertEquals(Optional.empty(), ZoneName.fullName("EST"));
    assertEquals(Optional.empty(), ZoneName.fullName("Asia/Tokyo"));
    ZoneId.SHORT_IDS.keySet().stream()
        .flatMap(name -> ZoneName.fullName(name).stream())
        .forEach(full -> assertEquals(full, TimeZone.getTimeZone(full).getID()));
  }
}
