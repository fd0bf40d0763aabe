package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A length of time, written as a number of seconds with or without a fraction. */
public record SecondsType(boolean zeroAllowed) implements OptionType<Duration> {
  /** A hundred years: keeps every wait within what nanoseconds in a {@code long} can count. */
  private static final long LONGEST_SECONDS = 36_525L * 24 * 3600;

  private static final int NANOS_DIGITS = 9;

  @Override
  public Optional<Duration> read(ConfigNode node, Problems problems) {
    Optional<Number> number = OptionTypes.valueOf(node, Number.class);
    if (number.isEmpty()) {
      OptionTypes.wrongType(node, words(), problems);
      return Optional.empty();
    }
    if (number.filter(this::isInRange).isEmpty()) {
      problems.add(
          node.place(),
          "expected " + words() + " and at most a hundred years, got " + number.get());
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(nanos(number.get().toString())));
  }

  private boolean isInRange(Number number) {
    double seconds = number.doubleValue();
    return (zeroAllowed ? seconds >= 0 : seconds > 0) && seconds <= LONGEST_SECONDS;
  }

  /** Nanoseconds of seconds, as they are written; a part of one counts as one. */
  private static long nanos(String seconds) {
    BigDecimal nanos = new BigDecimal(seconds).movePointRight(NANOS_DIGITS);
    // What is smaller may have a billion places, and is not to be divided by as many tens.
    return nanos.compareTo(BigDecimal.ONE) < 0
        ? nanos.signum()
        : nanos.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "number", zeroAllowed ? "minimum" : "exclusiveMinimum", 0);
  }

  @Override
  public String words() {
    return zeroAllowed ? "seconds, 0 or more" : "seconds, more than 0";
  }
}
