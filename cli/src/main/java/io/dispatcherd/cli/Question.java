package io.dispatcherd.cli;

import io.dispatcherd.cli.logging.LogFormat;
import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a command line of {@code dispatcherctl} asks.
 *
 * @param data the arguments of the command
 * @param expectedReplies how many services should answer; empty for all that there are
 * @param timeout how long to wait for them all
 * @param classpath where the class is with which to connect, if the configuration names one
 */
record Question(
    AskedCommand command,
    Map<String, Object> data,
    OptionalInt expectedReplies,
    Duration timeout,
    Optional<Path> config,
    List<Path> classpath,
    LogThreshold logLevel,
    LogFormat logFormat,
    OutputFormat output) {

  /**
   * Reads what the command line says.
   *
   * @throws UsageException if there is no command, or it makes no sense as it is
   */
  static Question of(Arguments arguments) {
    String name =
        arguments
            .command()
            .orElseThrow(
                () -> wrong(Optional.empty(), "a command is missing, for instance: alive"));
    Options options = new Options(arguments, AskedCommand.named(name));
    OutputFormat output =
        options.value(DispatcherctlSyntax.OUTPUT, OutputFormat.class).orElse(OutputFormat.YAML);
    Map<String, Object> data = data(options.command, arguments.after());
    if (name.equals(AskedCommand.RUNNING) && output == OutputFormat.TABLE) {
      data.put(AskedCommand.TIMES, true);
    }
    return new Question(
        options.command,
        data,
        options
            .value(DispatcherctlSyntax.EXPECTED_REPLIES, Integer.class)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        options
            .value(DispatcherctlSyntax.REPLY_TIMEOUT, Duration.class)
            .or(() -> options.value(DispatcherctlSyntax.TIMEOUT, Duration.class))
            .orElse(DispatcherctlSyntax.DEFAULT_TIMEOUT),
        options.value(ProgramOptions.CONFIG, Path.class),
        options
            .value(DispatcherctlSyntax.CLASSPATH, ClasspathArgument.class)
            .map(ClasspathArgument::entries)
            .orElse(List.of()),
        options.value(ProgramOptions.LOG_LEVEL, LogThreshold.class).orElse(LogThreshold.WARNING),
        options.value(ProgramOptions.LOG_FORMAT, LogFormat.class).orElse(LogFormat.TEXT),
        output);
  }

  private static Map<String, Object> data(AskedCommand command, Map<String, Object> given) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (CommandArgument argument : command.arguments()) {
      Object value = given.get(argument.option());
      if (value != null) {
        data.put(argument.key(), value);
      }
    }
    // A service of another language would take this for all of them.
    if (command.name().equals(AskedCommand.CANCEL.name()) && data.isEmpty()) {
      throw wrong(
          Optional.of(command.name()),
          "say what to cancel: --task, --uuid, --args, --kwargs, or --all");
    }
    return data;
  }

  private static UsageException wrong(Optional<String> command, String message) {
    return new UsageException(command, message);
  }

  /** Options of the program; where the command has one of the same name, it is before it. */
  private record Options(Arguments arguments, AskedCommand command) {
    <T> Optional<T> value(String option, Class<T> type) {
      return command.hasOption(option)
          ? arguments.valueBefore(option, type)
          : arguments.value(option, type);
    }
  }
}
