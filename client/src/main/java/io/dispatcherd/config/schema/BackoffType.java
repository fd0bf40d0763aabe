package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.Amounts;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first pause after a failed attempt and the longest: {@code 1s..1h}. */
public record BackoffType() implements OptionType<BackoffType.Pauses> {
  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * The two pauses.
   *
   * @param first after the first failed attempt
   * @param most the longest
   */
  public record Pauses(Duration first, Duration most) {
    /** As it is written. */
    @Override
    public String toString() {
      return first.toSeconds() + "s.." + most.toSeconds() + "s";
    }
  }

  @Override
  public Optional<Pauses> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.textOf(node);
    if (text.isEmpty()) {
      OptionTypes.wrongType(node, words(), problems);
      return Optional.empty();
    }
    List<String> parts = List.of(text.get().split("\\.\\.", -1));
    Optional<Duration> first = parts.size() == 2 ? Amounts.time(parts.get(0)) : Optional.empty();
    Optional<Duration> most = parts.size() == 2 ? Amounts.time(parts.get(1)) : Optional.empty();
    if (first.isEmpty() || most.isEmpty()) {
      problems.add(node.place(), "expected " + words());
      return Optional.empty();
    }
    if (first.get().compareTo(most.get()) > 0 || most.get().compareTo(LONGEST) > 0) {
      problems.add(
          node.place(), "the first pause must not be longer than the second, nor that than 365d");
      return Optional.empty();
    }
    return Optional.of(new Pauses(first.get(), most.get()));
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string", "pattern", "^[0-9a-z.]+[.][.][0-9a-z.]+$");
  }

  @Override
  public String words() {
    return "the first and the longest pause, like 1s..1h";
  }
}
