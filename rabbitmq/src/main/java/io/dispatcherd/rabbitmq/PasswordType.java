package io.dispatcherd.rabbitmq;

import io.dispatcherd.config.Secret;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.Map;
import java.util.Optional;

/** A password, which isn't shown in errors either. */
record PasswordType() implements OptionType<Secret> {
  @Override
  public Optional<Secret> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.textOf(node);
    if (text.isEmpty()) {
      OptionTypes.wrongType(node, "text (put it in quotes)", problems);
    }
    return text.map(Secret::of);
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string");
  }

  @Override
  public String words() {
    return "text";
  }
}
