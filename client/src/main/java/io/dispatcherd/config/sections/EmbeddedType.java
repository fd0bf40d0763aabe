package io.dispatcherd.config.sections;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PathType;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.postgres.ConnectionSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code embedded}: a folder or a yes or no. */
record EmbeddedType() implements OptionType<Optional<ConnectionSource.Embedded>> {
  @Override
  public Optional<Optional<ConnectionSource.Embedded>> read(ConfigNode node, Problems problems) {
    if (node instanceof ConfigNode.Scalar scalar) {
      if (scalar.value().value() instanceof Boolean wanted) {
        return Optional.of(
            wanted
                ? Optional.of(new ConnectionSource.Embedded(Optional.empty()))
                : Optional.empty());
      }
      if (OptionTypes.textOf(node).isPresent()) {
        Optional<Path> folder = new PathType().read(node, problems);
        return folder.isPresent()
            ? Optional.of(Optional.of(new ConnectionSource.Embedded(folder)))
            : Optional.empty();
      }
    }
    OptionTypes.wrongType(node, words(), problems);
    return Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", List.of("boolean", "string"));
  }

  @Override
  public String words() {
    return "a folder, true or false";
  }
}
