package io.dispatcherd.cli.syntax;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line of a program. Every program and each of its commands also has {@code --help},
 * and every program {@code --version} and the commands {@code help} and {@code completion}.
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
    List<CommandOption> options,
    List<Command> commands) {

  List<CommandOption> allOptions() {
    return Stream.concat(options.stream(), Stream.of(Standard.HELP, Standard.VERSION)).toList();
  }

  List<Command> allCommands() {
    return Stream.concat(commands.stream(), Standard.commands(this)).toList();
  }

  Optional<Command> command(String called) {
    return allCommands().stream().filter(command -> command.name().equals(called)).findFirst();
  }

  List<String> commandNames() {
    return allCommands().stream().map(Command::name).toList();
  }
}
