package io.dispatcherd.tasks.declared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderedUuidTest {
  private static final Instant TIME = Instant.parse("2026-11-30T22:00:00.123456Z");

  @Test
  void isOfVersionSevenAndHoldsTheMilliseconds() {
    UUID uuid = OrderedUuid.at(TIME);
    assertEquals(7, uuid.version());
    assertEquals(2, uuid.variant());
    assertEquals(TIME.toEpochMilli(), uuid.getMostSignificantBits() >>> 16);
  }

  @Test
  void laterOnesAreLargerAsTexts() {
    String first = OrderedUuid.at(TIME).toString();
    assertTrue(first.compareTo(OrderedUuid.at(TIME.plusNanos(1000)).toString()) < 0);
    assertTrue(first.compareTo(OrderedUuid.at(TIME.plusSeconds(1)).toString()) < 0);
    assertTrue(
        OrderedUuid.at(Instant.parse("2026-11-30T22:00:00.123999999Z"))
                .toString()
                .compareTo(OrderedUuid.at(Instant.parse("2026-11-30T22:00:00.124Z")).toString())
            < 0);
  }

  @Test
  void twoOfOneMomentDiffer() {
    assertNotEquals(OrderedUuid.at(TIME), OrderedUuid.at(TIME));
  }
}
