package io.dispatcherd.cli.syntax;

import io.dispatcherd.config.schema.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The options and commands that every program has. */
final class Standard {
  static final CommandOption HELP = CommandOption.flag("--help", "Show this text.").orNamed("-h");
  static final CommandOption VERSION = CommandOption.flag("--version", "Show the version.");
  static final String COMPLETION = "completion";
  static final String HELP_COMMAND = "help";

  private static final String SHELL = "--shell";
  private static final String COMMAND = "--command";

  private Standard() {}

  static Stream<Command> commands(Program program) {
    return Stream.of(
        new Command(
            HELP_COMMAND,
            "Show what a command does, and its options.",
            List.of(
                CommandOption.of(COMMAND, "COMMAND", text -> known(program, text), "Which command.")
                    .asOperand())),
        new Command(
            COMPLETION,
            "Print what bash or zsh needs to complete this program's commands and options: put"
                + " 'source <(%s completion bash)' into ~/.bashrc, or the same with zsh into"
                    .formatted(program.name())
                + " ~/.zshrc.",
            List.of(
                CommandOption.of(SHELL, "SHELL", Shell::named, "bash or zsh.")
                    .oneOf(Stream.of(Shell.values()).map(Shell::word))
                    .asOperand()
                    .needed())));
  }

  /** What these arguments ask for that every program answers alike; empty if nothing. */
  static Optional<String> answer(Program program, Arguments arguments) {
    Optional<Command> command = arguments.command().flatMap(program::command);
    if (isGiven(HELP, arguments)) {
      return Optional.of(HelpText.of(program, command));
    }
    if (isGiven(VERSION, arguments)) {
      return Optional.of(program.name() + " " + program.version() + "\n");
    }
    return switch (arguments.command().orElse("")) {
      case HELP_COMMAND ->
          Optional.of(HelpText.of(program, arguments.value(COMMAND, Command.class)));
      case COMPLETION ->
          arguments.value(SHELL, Shell.class).map(shell -> Completion.of(program, shell));
      default -> Optional.empty();
    };
  }

  private static boolean isGiven(CommandOption flag, Arguments arguments) {
    return arguments.value(flag.name(), Boolean.class).isPresent();
  }

  static Command known(Program program, String name) {
    return program
        .command(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown command \"%s\"%s"
                        .formatted(name, Suggestion.forUnknown(name, program.commandNames()))));
  }
}
