package io.dispatcherd.config;

import java.util.Map;
import java.util.Optional;

/**
 * The name of a class. Whether there is such a class shows only where it's used: a publisher
 * needn't have the service's classes.
 *
 * @param role what the class is for, as in "a worker class"
 */
record ClassNameType(String role) implements OptionType<String> {
  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    Optional<String> wrong = text.flatMap(name -> PythonNames.problemWithClass(name, role));
    wrong.ifPresent(problem -> problems.add(node.place(), problem));
    return wrong.isPresent() ? Optional.empty() : text;
  }

  @Override
  public Map<String, Object> schema() {
    return OptionTypes.text().schema();
  }

  @Override
  public String words() {
    return "name of " + role;
  }
}
