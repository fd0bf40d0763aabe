package io.dispatcherd.cli;

import io.dispatcherd.cli.kept.KeptWork;
import io.dispatcherd.cli.kept.QueueCommand;
import io.dispatcherd.cli.kept.QueueCommand.Options;
import io.dispatcherd.cli.logging.LogFormat;
import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.CommandOption;
import io.dispatcherd.publish.Dispatcherd;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a command line of {@code dispatcherctl} asks of the broker that keeps tasks.
 *
 * @param given the whole command line
 */
record KeptQuestion(Arguments given) {
  static KeptQuestion of(Arguments given) {
    return new KeptQuestion(given);
  }

  /** Whether a command for services names something that only kept jobs have. */
  static boolean isMeantBy(Arguments given) {
    return Stream.concat(Options.KEPT_FILTER.stream(), Options.CONFIRMING.stream())
        .map(CommandOption::name)
        .anyMatch(given.after()::containsKey);
  }

  /**
   * Carries it out.
   *
   * @throws UnsupportedOperationException if no broker keeps tasks
   */
  KeptWork.Answer answer(Dispatcherd dispatcherd) {
    KeptWork work =
        new KeptWork(
            dispatcherd,
            given,
            given.value(DispatcherctlSyntax.OUTPUT, OutputFormat.class).orElse(OutputFormat.YAML));
    return given.command().flatMap(QueueCommand::named).map(work::answer).orElseGet(work::cancel);
  }

  Optional<Path> config() {
    return given.value(ProgramOptions.CONFIG, Path.class);
  }

  List<Path> classpath() {
    return given
        .value(DispatcherctlSyntax.CLASSPATH, ClasspathArgument.class)
        .map(ClasspathArgument::entries)
        .orElse(List.of());
  }

  LogThreshold logLevel() {
    return given.value(ProgramOptions.LOG_LEVEL, LogThreshold.class).orElse(LogThreshold.WARNING);
  }

  LogFormat logFormat() {
    return given.value(ProgramOptions.LOG_FORMAT, LogFormat.class).orElse(LogFormat.TEXT);
  }
}
