package io.dispatcherd.queue;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.Amounts;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many in which time: {@code 100/1m}. */
record RateType() implements OptionType<Rate> {
  private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})/([0-9a-z.]+)");

  @Override
  public Optional<Rate> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.textOf(node);
    if (text.isEmpty()) {
      OptionTypes.wrongType(node, words(), problems);
      return Optional.empty();
    }
    Matcher matcher = RATE.matcher(text.get());
    Optional<Duration> period =
        matcher.matches() ? Amounts.time(matcher.group(2)) : Optional.empty();
    if (period.filter(time -> !time.isZero() && time.toDays() <= 365).isEmpty()) {
      problems.add(node.place(), "expected " + words());
      return Optional.empty();
    }
    return Optional.of(new Rate(Integer.parseInt(matcher.group(1)), period.get()));
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string", "pattern", "^[1-9][0-9]{0,8}/[0-9a-z.]+$");
  }

  @Override
  public String words() {
    return "a number and a time, at most 365d, like 100/1m";
  }
}
