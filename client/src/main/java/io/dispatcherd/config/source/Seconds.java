package io.dispatcherd.config.source;

import java.math.BigDecimal;
import java.time.Duration;

/** Lengths of time as configurations write them: numbers of seconds. */
public final class Seconds {
  private static final int NANOS_DIGITS = 9;

  private Seconds() {}

  /** The number of seconds that is read as this length of time. */
  public static Number of(Duration duration) {
    if (duration.toNanosPart() == 0) {
      return duration.toSeconds();
    }
    return BigDecimal.valueOf(duration.toSeconds())
        .add(BigDecimal.valueOf(duration.toNanosPart(), NANOS_DIGITS))
        .doubleValue();
  }
}
