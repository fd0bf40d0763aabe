package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The name of a PostgreSQL channel: an identifier, which the server cuts after 63 bytes. */
public record ChannelType() implements OptionType<String> {
  private static final int MOST_BYTES = 63;

  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    Optional<String> name = OptionTypes.text().read(node, problems);
    int bytes = name.map(text -> text.getBytes(StandardCharsets.UTF_8).length).orElse(0);
    if (bytes > MOST_BYTES) {
      problems.add(
          node.place(),
          "channel \"%s\" has %d bytes, at most %d are possible"
              .formatted(name.orElse(""), bytes, MOST_BYTES));
      return Optional.empty();
    }
    if (name.filter(text -> text.indexOf('\0') >= 0).isPresent()) {
      problems.add(node.place(), "a channel's name can't contain a zero byte");
      return Optional.empty();
    }
    return name;
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string", "pattern", "\\S", "maxLength", MOST_BYTES);
  }

  @Override
  public String words() {
    return "name of a channel, at most " + MOST_BYTES + " bytes";
  }
}
