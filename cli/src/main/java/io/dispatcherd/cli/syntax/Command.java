package io.dispatcherd.cli.syntax;

import java.util.List;
import java.util.stream.Stream;

/**
 * A command of a program.
 *
 * @param description for the help
 * @param options all that may stand behind it, but for {@code --help}
 */
public record Command(String name, String description, List<CommandOption> options) {
  List<CommandOption> allOptions() {
    return Stream.concat(options.stream(), Stream.of(Standard.HELP)).toList();
  }
}
