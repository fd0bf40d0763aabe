package io.dispatcherd.cli.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A command of a program.
 *
 * @param description for the help
 * @param options all that may stand behind it, but for {@code --help}
 */
public record Command(String name, String description, List<Option> options) {
  static Optional<Option> find(List<Option> options, String name) {
    return options.stream().filter(option -> option.names().contains(name)).findFirst();
  }
}
