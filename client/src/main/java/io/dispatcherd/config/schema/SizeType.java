package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.Amounts;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A size, written as a number of bytes, or as text with a unit: {@code 64KiB}. */
public record SizeType(int min, int max) implements OptionType<Integer> {
  @Override
  public Optional<Integer> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.textOf(node);
    if (text.isEmpty() || OptionTypes.valueOf(node, Number.class).isPresent()) {
      return OptionTypes.integer(min, max, words()).read(node, problems);
    }
    Optional<BigDecimal> bytes = Amounts.bytes(text.get());
    if (bytes.isEmpty()) {
      problems.add(
          node.place(),
          "expected "
              + words()
              + "; as text a size is written like 500B, 64KiB, 10MiB or 1GiB, a plain number of"
              + " bytes without quotes");
      return Optional.empty();
    }
    if (bytes.get().compareTo(BigDecimal.valueOf(min)) < 0
        || bytes.get().compareTo(BigDecimal.valueOf(max)) > 0) {
      problems.add(node.place(), "expected " + words() + ", got " + text.get());
      return Optional.empty();
    }
    return Optional.of(bytes.get().intValueExact());
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "anyOf",
        List.of(
            Map.of("type", "integer", "minimum", min, "maximum", max),
            Map.of("type", "string", "pattern", Amounts.SIZE)));
  }

  @Override
  public String words() {
    return max == Integer.MAX_VALUE
        ? "a size of at least " + min + " bytes"
        : "a size from " + min + " to " + max + " bytes";
  }
}
