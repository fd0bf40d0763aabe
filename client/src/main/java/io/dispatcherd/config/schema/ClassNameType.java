package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The name of a class. Whether there is such a class shows only where it's used: a publisher
 * needn't have the service's classes.
 *
 * @param role what the class is for, as in "a worker class"
 */
public record ClassNameType(String role) implements OptionType<String> {
  private static final Map<String, Object> REFERENCE =
      Map.of("pattern", SchemaDocument.REFERENCE_PATTERN);

  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    Optional<String> wrong = text.flatMap(name -> PythonNames.problemWithClass(name, role));
    wrong.ifPresent(problem -> problems.add(node.place(), problem));
    return wrong.isPresent() ? Optional.empty() : text;
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "type", "string", "anyOf", List.of(Map.of("pattern", PythonNames.JVM_CLASS), REFERENCE));
  }

  /** The schema where some other names are understood too. */
  public Map<String, Object> schemaWith(Collection<String> others) {
    return Map.of(
        "type",
        "string",
        "anyOf",
        List.of(
            Map.of("pattern", PythonNames.JVM_CLASS),
            Map.of("enum", others.stream().sorted().toList()),
            REFERENCE));
  }

  @Override
  public String words() {
    return "name of " + role;
  }
}
