package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.Amounts;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A length of time, written as a number of seconds with or without a fraction, or as text with
 * units.
 */
public record SecondsType(boolean zeroAllowed) implements OptionType<Duration> {
  /** A hundred years: keeps every wait within what nanoseconds in a {@code long} can count. */
  private static final long LONGEST_SECONDS = 36_525L * 24 * 3600;

  private static final int NANOS_DIGITS = 9;

  @Override
  public Optional<Duration> read(ConfigNode node, Problems problems) {
    Optional<Number> number = OptionTypes.valueOf(node, Number.class);
    if (number.isEmpty()) {
      return OptionTypes.textOf(node)
          .map(text -> time(text, node, problems))
          .orElseGet(
              () -> {
                OptionTypes.wrongType(node, words(), problems);
                return Optional.empty();
              });
    }
    if (number.filter(this::isInRange).isEmpty()) {
      problems.add(
          node.place(),
          "expected " + words() + " and at most a hundred years, got " + number.get());
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(nanos(number.get().toString())));
  }

  private Optional<Duration> time(String text, ConfigNode node, Problems problems) {
    Optional<Duration> time = Amounts.time(text);
    if (time.isEmpty()) {
      problems.add(
          node.place(),
          "expected "
              + words()
              + "; as text a time is written like 500ms, 5s, 1m30s or 7d, a plain number of"
              + " seconds without quotes");
    } else if (!isInRange(time.get().toNanos() / 1e9)) {
      problems.add(node.place(), "expected " + words() + " and at most a hundred years");
      return Optional.empty();
    }
    return time;
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
    return Map.of(
        "anyOf",
        List.of(
            Map.of("type", "number", zeroAllowed ? "minimum" : "exclusiveMinimum", 0),
            Map.of("type", "string", "pattern", Amounts.TIME)));
  }

  @Override
  public String words() {
    return zeroAllowed ? "a time, 0 or more" : "a time, more than 0";
  }
}
