package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.Map;
import java.util.Optional;

/**
 * The type of an option: how it's read, and how the schema and the reference page describe it.
 *
 * @param <T> what a valid value becomes
 */
public interface OptionType<T> {

  /** Reads a value that isn't null; a value that doesn't fit is reported and absent. */
  Optional<T> read(ConfigNode node, Problems problems);

  /** The JSON Schema of valid values, without references to the environment and null. */
  Map<String, Object> schema();

  /** A few words for the reference page. */
  String words();
}
