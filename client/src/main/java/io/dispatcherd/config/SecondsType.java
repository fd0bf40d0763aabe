package io.dispatcherd.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A length of time, written as a number of seconds with or without a fraction. */
record SecondsType(boolean zeroAllowed) implements OptionType<Duration> {
  /** A hundred years: keeps every wait within what nanoseconds in a {@code long} can count. */
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(36_525L * 24 * 3600);

  /** The number that is read as this length of time. */
  static Number toNumber(Duration duration) {
    if (duration.toNanosPart() == 0) {
      return duration.toSeconds();
    }
    return BigDecimal.valueOf(duration.toSeconds())
        .add(BigDecimal.valueOf(duration.toNanosPart(), 9))
        .doubleValue();
  }

  @Override
  public Optional<Duration> read(ConfigNode node, Problems problems) {
    Optional<Number> number = OptionTypes.valueOf(node, Number.class);
    if (number.isEmpty()) {
      OptionTypes.wrongType(node, words(), problems);
      return Optional.empty();
    }
    Optional<BigDecimal> seconds = number.filter(SecondsType::isFinite).map(SecondsType::exact);
    if (seconds.filter(this::isInRange).isEmpty()) {
      problems.add(
          node.place(),
          "expected " + words() + " and at most a hundred years, got " + number.get());
      return Optional.empty();
    }
    BigDecimal nanos = seconds.get().movePointRight(9).setScale(0, RoundingMode.CEILING);
    return Optional.of(Duration.ofNanos(nanos.longValueExact()));
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double fraction) || Double.isFinite(fraction);
  }

  private static BigDecimal exact(Number number) {
    return new BigDecimal(number.toString());
  }

  private boolean isInRange(BigDecimal seconds) {
    return seconds.signum() >= (zeroAllowed ? 0 : 1) && seconds.compareTo(LONGEST_SECONDS) <= 0;
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
