package io.dispatcherd.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code completion}, which both programs have: what a shell needs to complete them.
 */
final class Completion {
  static final String NAME = "completion";

  private static final String SHELL = "SHELL";

  /** A shell that can be told how to complete. Zsh reads what bash reads. */
  private enum Shell {
    BASH,
    ZSH
  }

  private Completion() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Print what bash or zsh needs to complete this program's commands and options: put"
                + " 'source <(PROGRAM completion bash)' into ~/.bashrc, or the same with zsh into"
                + " ~/.zshrc.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(SHELL)
            .type(Shell.class)
            .required(true)
            .arity("1")
            .converters(ProgramOptions.converter(Completion::shell))
            .description("bash or zsh.")
            .build());
    spec.addOption(ProgramOptions.help());
    return spec;
  }

  /** Whether a command line asks for this command. */
  static boolean isAsked(ParseResult program) {
    return program.hasSubcommand() && program.subcommand().commandSpec().name().equals(NAME);
  }

  /** The script for a program, from its own command line. */
  static String script(ParseResult program) {
    CommandLine commandLine = program.commandSpec().commandLine();
    return AutoComplete.bash(commandLine.getCommandName(), commandLine);
  }

  private static Shell shell(String name) {
    return switch (name) {
      case "bash" -> Shell.BASH;
      case "zsh" -> Shell.ZSH;
      default -> throw new IllegalArgumentException("expected bash or zsh");
    };
  }
}
