package io.dispatcherd.queue;

import io.dispatcherd.config.schema.ChannelType;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Channels, each with the queue that keeps what comes over it. */
record BridgeType() implements OptionType<Map<String, String>> {
  private static final int MOST_BYTES = 63;

  @Override
  public Optional<Map<String, String>> read(ConfigNode node, Problems problems) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      OptionTypes.wrongType(node, words(), problems);
      return Optional.empty();
    }
    Map<String, String> queues = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (channel, queue) -> {
              if (channel.isBlank()
                  || channel.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                problems.add(
                    queue.place(), "a channel has a name of 1 to " + MOST_BYTES + " bytes");
              } else {
                OptionTypes.text().read(queue, problems).ifPresent(it -> queues.put(channel, it));
              }
            });
    return queues.size() == mapping.entries().size()
        ? Optional.of(Collections.unmodifiableMap(queues))
        : Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "type",
        "object",
        "propertyNames",
        new ChannelType().schema(),
        "additionalProperties",
        OptionTypes.text().schema());
  }

  @Override
  public String words() {
    return "channels, each with a queue";
  }
}
