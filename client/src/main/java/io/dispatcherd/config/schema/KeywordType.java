package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The value of a libpq keyword: taken as it's written, whether it looks like text or a number. */
public record KeywordType() implements OptionType<String> {
  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    if (node instanceof ConfigNode.Scalar scalar && !node.isBroken()) {
      return Optional.of(scalar.text());
    }
    OptionTypes.wrongType(node, words(), problems);
    return Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", List.of("string", "number", "boolean"));
  }

  @Override
  public String words() {
    return "text or a number";
  }
}
