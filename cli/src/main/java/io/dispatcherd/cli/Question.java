package io.dispatcherd.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command line of {@code dispatcherctl} asks.
 *
 * @param data the arguments of the command
 * @param expectedReplies how many services should answer
 * @param timeout how long to wait for them all
 */
record Question(
    AskedCommand command,
    Map<String, Object> data,
    int expectedReplies,
    Duration timeout,
    Optional<Path> config,
    LogLevel logLevel,
    LogFormat logFormat,
    OutputFormat output) {

  /**
   * Reads what has been parsed.
   *
   * @throws ParameterException if there is no command, or it makes no sense as it is
   */
  static Question of(ParseResult program) {
    if (!program.hasSubcommand()) {
      throw new ParameterException(
          program.commandSpec().commandLine(), "a command is missing, for instance: alive");
    }
    ParseResult parsed = program.subcommand();
    AskedCommand command = (AskedCommand) parsed.commandSpec().userObject();
    Options options = new Options(program, parsed, command);
    return new Question(
        command,
        data(command, parsed),
        options.value(DispatcherctlSyntax.EXPECTED_REPLIES, 1),
        options.value(DispatcherctlSyntax.TIMEOUT, DispatcherctlSyntax.DEFAULT_TIMEOUT),
        Optional.ofNullable(options.<@Nullable Path>value(ProgramOptions.CONFIG, null)),
        options.value(ProgramOptions.LOG_LEVEL, LogLevel.WARNING),
        options.value(ProgramOptions.LOG_FORMAT, LogFormat.TEXT),
        options.value(DispatcherctlSyntax.OUTPUT, OutputFormat.YAML));
  }

  private static Map<String, Object> data(AskedCommand command, ParseResult parsed) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (CommandArgument argument : command.arguments()) {
      Object value = parsed.matchedOptionValue(argument.option(), null);
      if (value != null) {
        data.put(argument.key(), value);
      }
    }
    // A service of another language would take this for all of them.
    if (command.equals(AskedCommand.CANCEL) && data.isEmpty()) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          "say what to cancel: --task, --uuid, --args, --kwargs, or --all");
    }
    return data;
  }

  /** Options that may stand before or after the command; the latter wins. */
  private record Options(ParseResult program, ParseResult parsed, AskedCommand command) {
    <T extends @Nullable Object> T value(String option, T byDefault) {
      T before = program.matchedOptionValue(option, byDefault);
      return command.hasOption(option) ? before : parsed.matchedOptionValue(option, before);
    }
  }
}
