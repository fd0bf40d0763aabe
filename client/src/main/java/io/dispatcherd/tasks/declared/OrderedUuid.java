package io.dispatcherd.tasks.declared;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.UUID;

/**
 * Uuids that grow with the time (version 7): where submissions are kept, an index on them is
 * appended to. The time stands in it to a quarter of a microsecond, the rest is random.
 */
public final class OrderedUuid {
  private static final int VERSION = 0x7000;
  private static final int FRACTIONS_OF_A_MILLI = 1 << 12;
  private static final int NANOS_OF_A_MILLI = 1_000_000;

  private OrderedUuid() {}

  public static UUID at(Instant time) {
    long fraction =
        (long) (time.get(ChronoField.NANO_OF_SECOND) % NANOS_OF_A_MILLI)
            * FRACTIONS_OF_A_MILLI
            / NANOS_OF_A_MILLI;
    return new UUID(
        time.toEpochMilli() << 16 | VERSION | fraction,
        UUID.randomUUID().getLeastSignificantBits());
  }
}
