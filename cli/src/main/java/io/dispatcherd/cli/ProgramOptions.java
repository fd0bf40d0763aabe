package io.dispatcherd.cli;

import io.dispatcherd.cli.logging.LogFormat;
import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.CommandOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The options that both programs have. */
final class ProgramOptions {
  static final String CONFIG = "--config";
  static final String LOG_LEVEL = "--log-level";
  static final String LOG_FORMAT = "--log-format";

  private ProgramOptions() {}

  static CommandOption config() {
    return CommandOption.of(
        CONFIG,
        "FILE",
        Path::of,
        "Configuration. Default: the file that DISPATCHERD_CONFIG_FILE names,"
            + " else dispatcher.yml in the working directory.");
  }

  static CommandOption logLevel(LogThreshold byDefault) {
    return CommandOption.of(
            LOG_LEVEL,
            "LEVEL",
            LogThreshold::named,
            "DEBUG, INFO, WARNING, ERROR or CRITICAL. Default: " + byDefault + ".")
        .oneOf(LogThreshold.names().stream());
  }

  static CommandOption logFormat() {
    return CommandOption.of(
            LOG_FORMAT,
            "LOG_FORMAT", // completion tells values apart by labels, and --output has FORMAT
            LogFormat::named,
            "How to log: text, or json (an object in each line). Default: text.")
        .oneOf(Stream.of("text", "json"));
  }

  /** Logs as the options say, if no logger has been made yet. */
  static void applyLogging(Arguments arguments) {
    arguments.value(LOG_LEVEL, LogThreshold.class).orElse(LogThreshold.INFO).apply();
    arguments.value(LOG_FORMAT, LogFormat.class).orElse(LogFormat.TEXT).apply();
  }

  /** The version of this build. */
  static String versionNumber() {
    String version = ProgramOptions.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
