package io.dispatcherd.cli;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command line of {@code dispatcherctl}: its options and its commands. */
final class DispatcherctlSyntax {
  static final String EXPECTED_REPLIES = "--expected-replies";
  static final String TIMEOUT = "--timeout";
  static final String OUTPUT = "--output";
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private DispatcherctlSyntax() {}

  static CommandLine commandLine() {
    CommandSpec program = CommandSpec.create().name("dispatcherctl");
    program
        .usageMessage()
        .description("Asks running services, and commands them.")
        .footer("", "Options of the program may stand before or after the command.");
    options().forEach(program::addOption);
    program.addOption(ProgramOptions.version());
    AskedCommand.ALL.forEach(command -> program.addSubcommand(command.name(), spec(command)));
    program.addSubcommand(Completion.NAME, Completion.spec());
    return ProgramOptions.commandLine(program);
  }

  private static CommandSpec spec(AskedCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.usageMessage().description(command.description());
    command.arguments().forEach(argument -> spec.addOption(argument.spec()));
    options().filter(option -> !command.hasOption(option.longestName())).forEach(spec::addOption);
    return spec;
  }

  /** Those of the program, made anew for each command that repeats them. */
  private static Stream<OptionSpec> options() {
    return Stream.of(
        ProgramOptions.config(),
        ProgramOptions.logLevel(LogLevel.WARNING),
        ProgramOptions.logFormat(),
        OptionSpec.builder(EXPECTED_REPLIES)
            .paramLabel("N")
            .type(Integer.class)
            .converters(ProgramOptions.converter(DispatcherctlSyntax::atLeastOne))
            .description("How many services should answer; fewer make it fail. Default: 1.")
            .build(),
        OptionSpec.builder(TIMEOUT)
            .paramLabel("SECONDS")
            .type(Duration.class)
            .converters(ProgramOptions.converter(DispatcherctlSyntax::duration))
            .description("How long to wait for the answers. Default: 5.")
            .build(),
        OptionSpec.builder(OUTPUT)
            .paramLabel("FORMAT")
            .type(OutputFormat.class)
            .completionCandidates(List.of("yaml", "json", "table"))
            .converters(ProgramOptions.converter(OutputFormat::named))
            .description("yaml, json or table. Default: yaml.")
            .build(),
        ProgramOptions.help());
  }

  private static Integer atLeastOne(String text) {
    int number = (Integer) ArgumentType.COUNT.read(text);
    if (number < 1) {
      throw new IllegalArgumentException("expected at least 1");
    }
    return number;
  }

  private static Duration duration(String text) {
    Number seconds = (Number) ArgumentType.SECONDS.read(text);
    return Duration.ofNanos((long) (seconds.doubleValue() * Duration.ofSeconds(1).toNanos()));
  }
}
