package io.dispatcherd.config.sections.dashboard;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.SchemaDocument;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Text of one form.
 *
 * @param words what it is
 * @param pattern what editors hold it to, beside references to the environment: nothing that is
 *     allowed is outside of it
 * @param reading makes the value of it; an {@link IllegalArgumentException} says what is expected
 */
record CheckedText<T>(String words, String pattern, Function<String, T> reading)
    implements OptionType<T> {
  @Override
  public Optional<T> read(ConfigNode node, Problems problems) {
    try {
      return OptionTypes.text().read(node, problems).map(reading);
    } catch (IllegalArgumentException e) {
      problems.add(node.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "string", "pattern", pattern + "|" + SchemaDocument.REFERENCE_PATTERN);
  }
}
