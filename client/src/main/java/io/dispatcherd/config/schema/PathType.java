package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A file or folder. A relative path stays one: it's relative to the working directory. */
public record PathType() implements OptionType<Path> {
  @Override
  public Optional<Path> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    try {
      return text.map(Path::of);
    } catch (InvalidPathException e) {
      problems.add(node.place(), "can't be the path of a file");
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Object> schema() {
    return OptionTypes.text().schema();
  }

  @Override
  public String words() {
    return "path";
  }
}
