package io.dispatcherd.rabbitmq;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.rabbitmq.topology.Names;
import java.util.Map;
import java.util.Optional;

/** How names of exchanges and queues begin. */
record PrefixType() implements OptionType<String> {
  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    try {
      return text.map(prefix -> new Names(prefix).prefix());
    } catch (IllegalArgumentException e) {
      problems.add(node.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string", "pattern", "^(?!amq\\.)[A-Za-z0-9_.-]{1,40}$");
  }

  @Override
  public String words() {
    return "1 to 40 letters, digits, _, - and dots";
  }
}
