package io.dispatcherd.cli.syntax;

import java.util.List;
import java.util.Optional;

/**
 * The command line of a program. Every program and each of its commands also has {@code --help},
 * and every program {@code --version} and the command {@code completion}.
 *
 * @param description for the help
 * @param footer the help's last line
 * @param version its number
 * @param options that stand before the command
 */
public record Program(
    String name,
    String description,
    String footer,
    String version,
    List<Option> options,
    List<Command> commands) {

  Optional<Command> command(String called) {
    return commands.stream().filter(command -> command.name().equals(called)).findFirst();
  }
}
