package io.dispatcherd.rabbitmq;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.rabbitmq.topology.Names;
import java.util.Map;
import java.util.Optional;

/** The name of a queue, as tasks have it. */
record QueueType() implements OptionType<String> {
  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    try {
      return text.map(Names::checkedQueue);
    } catch (IllegalArgumentException e) {
      problems.add(node.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string", "pattern", "^[A-Za-z0-9_.:/-]{1,150}$");
  }

  @Override
  public String words() {
    return "name of a queue: 1 to 150 letters, digits, _, -, :, / and dots";
  }
}
