package io.dispatcherd.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What both programs have in common on their command lines. The specifications are built, not
 * annotated: reading annotations would double the time that {@code dispatcherctl} takes to start.
 */
final class ProgramOptions {
  /** Exit status when the program did what it was asked. */
  static final int OK = CommandLine.ExitCode.OK;

  /** Exit status when it could not. */
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  static final String CONFIG = "--config";
  static final String LOG_LEVEL = "--log-level";
  static final String LOG_FORMAT = "--log-format";

  private ProgramOptions() {}

  static OptionSpec config() {
    return OptionSpec.builder(CONFIG)
        .paramLabel("FILE")
        .type(Path.class)
        .description(
            "Configuration. Default: the file that DISPATCHERD_CONFIG_FILE names,"
                + " else dispatcher.yml in the working directory.")
        .build();
  }

  static OptionSpec logLevel(LogLevel byDefault) {
    return OptionSpec.builder(LOG_LEVEL)
        .paramLabel("LEVEL")
        .type(LogLevel.class)
        .converters(converter(LogLevel::named))
        .completionCandidates(Arrays.stream(LogLevel.values()).map(LogLevel::name).toList())
        .description("DEBUG, INFO, WARNING, ERROR or CRITICAL. Default: " + byDefault + ".")
        .build();
  }

  static OptionSpec logFormat() {
    return OptionSpec.builder(LOG_FORMAT)
        .paramLabel("FORMAT")
        .type(LogFormat.class)
        .converters(converter(LogFormat::named))
        .completionCandidates(List.of("text", "json"))
        .description("How to log: text, or json (an object in each line). Default: text.")
        .build();
  }

  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this text.")
        .build();
  }

  static OptionSpec version() {
    return OptionSpec.builder("--version")
        .versionHelp(true)
        .description("Show the version.")
        .build();
  }

  /** A command line that explains wrong usage in two lines instead of a page. */
  static CommandLine commandLine(CommandSpec spec) {
    spec.version(spec.name() + " " + versionNumber());
    return new CommandLine(spec).setParameterExceptionHandler(ProgramOptions::explain);
  }

  /** The version of this build. */
  static String versionNumber() {
    String version = ProgramOptions.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** Reads the text of an option; what {@code read} refuses is wrong usage. */
  static ITypeConverter<?> converter(Function<String, ?> read) {
    return text -> {
      try {
        return read.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static int explain(ParameterException e, String[] arguments) {
    CommandLine commandLine = e.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println(commandLine.getCommandSpec().root().name() + ": " + e.getMessage());
    List<String> meant =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    if (!meant.isEmpty()) {
      err.println("Did you mean: " + String.join(" or ", meant) + "?");
    }
    err.println("Try: " + commandLine.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
