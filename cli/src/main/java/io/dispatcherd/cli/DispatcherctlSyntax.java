package io.dispatcherd.cli;

import io.dispatcherd.cli.kept.QueueCommand;
import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Command;
import io.dispatcherd.cli.syntax.CommandOption;
import io.dispatcherd.cli.syntax.Program;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The command line of {@code dispatcherctl}: its options and its commands. */
final class DispatcherctlSyntax {
  static final String EXPECTED_REPLIES = "--expected-replies";
  static final String CLASSPATH = "--classpath";
  static final String TIMEOUT = "--timeout";
  static final String REPLY_TIMEOUT = "--reply-timeout";
  static final String OUTPUT = "--output";
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final List<CommandOption> OPTIONS =
      List.of(
          CommandOption.of(
              CLASSPATH,
              "JARS",
              ClasspathArgument::read,
              "Where the class is that the file names to connect with, if it names one: jars and"
                  + " folders, as for dispatcherd."),
          ProgramOptions.config(),
          CommandOption.of(
              EXPECTED_REPLIES,
              "N",
              DispatcherctlSyntax::atLeastOne,
              "How many services should answer; fewer make it fail. Default: at least 1, and all"
                  + " that answer are shown."),
          ProgramOptions.logFormat(),
          ProgramOptions.logLevel(LogThreshold.WARNING),
          CommandOption.of(
                  OUTPUT, "FORMAT", OutputFormat::named, "yaml, json or table. Default: yaml.")
              .oneOf(Stream.of("yaml", "json", "table")),
          timeout(TIMEOUT, "How long to wait for the answers. Default: 5."),
          timeout(REPLY_TIMEOUT, "The same, also behind commands with a --timeout of their own."));

  private DispatcherctlSyntax() {}

  static Program program() {
    return new Program(
        "dispatcherctl",
        "Asks running services, and commands them.",
        "Options of the program may stand before or after the command.",
        ProgramOptions.versionNumber(),
        OPTIONS,
        Stream.concat(
                AskedCommand.ALL.stream().map(DispatcherctlSyntax::command),
                Arrays.stream(QueueCommand.values()).map(command -> command.asCommand(OPTIONS)))
            .toList());
  }

  private static Command command(AskedCommand asked) {
    Stream<CommandOption> own =
        asked.equals(AskedCommand.CANCEL)
            ? cancelling(asked)
            : asked.arguments().stream().map(CommandArgument::asOption);
    Stream<CommandOption> repeated =
        OPTIONS.stream().filter(option -> !asked.hasOption(option.name()));
    return new Command(asked.name(), asked.description(), Stream.concat(own, repeated).toList());
  }

  /** Tasks of running services by its arguments, or kept ones by what is known of these. */
  private static Stream<CommandOption> cancelling(AskedCommand cancel) {
    return Stream.of(
            cancel.arguments().stream()
                .map(
                    argument ->
                        argument.key().equals("uuid")
                            ? argument.asOption().asOperand()
                            : argument.asOption()),
            QueueCommand.Options.KEPT_FILTER.stream(),
            QueueCommand.Options.CONFIRMING.stream())
        .flatMap(Function.identity());
  }

  private static CommandOption timeout(String name, String help) {
    return CommandOption.of(name, "SECONDS", DispatcherctlSyntax::duration, help);
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
