package io.dispatcherd.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of {@code dispatcherd}: its options and its commands. */
final class DispatcherdSyntax {
  static final String CHECK = "check";
  static final String SCHEMA = "schema";

  private static final String CLASSPATH = "--classpath";

  private DispatcherdSyntax() {}

  static CommandLine commandLine() {
    CommandSpec program = CommandSpec.create().name("dispatcherd");
    program
        .usageMessage()
        .description("Runs tasks that come through its brokers, until SIGTERM or SIGINT.")
        .footer("", "Without a command it runs the service.");
    program.addOption(ProgramOptions.config());
    program.addOption(classpath());
    program.addOption(ProgramOptions.logLevel(LogLevel.INFO));
    program.addOption(ProgramOptions.logFormat());
    program.addOption(ProgramOptions.help());
    program.addOption(ProgramOptions.version());
    program.addSubcommand(CHECK, check());
    program.addSubcommand(SCHEMA, schema());
    program.addSubcommand(Completion.NAME, Completion.spec());
    return ProgramOptions.commandLine(program);
  }

  private static CommandSpec check() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Explain everything that is wrong with the configuration, without starting anything."
                + " Exits with 1 if something is.");
    spec.addOption(ProgramOptions.config());
    spec.addOption(classpath());
    spec.addOption(ProgramOptions.help());
    return spec;
  }

  private static CommandSpec schema() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description("Print the JSON Schema (2020-12) of the configuration, for editors.");
    spec.addOption(ProgramOptions.help());
    return spec;
  }

  private static OptionSpec classpath() {
    return OptionSpec.builder(CLASSPATH)
        .paramLabel("JARS")
        .type(Object.class)
        .converters(ProgramOptions.converter(ClasspathArgument::read))
        .description(
            "Jars and folders with tasks and what they need, separated as for java -cp;"
                + " FOLDER/* means all jars in a folder.")
        .build();
  }

  /** The file of the command line, given before or after the command. */
  static Optional<Path> config(ParseResult program) {
    return Optional.ofNullable(
        DispatcherdSyntax.<@Nullable Path>value(program, ProgramOptions.CONFIG, null));
  }

  /** The class path of the command line, given before or after the command. */
  static List<Path> classpath(ParseResult program) {
    return value(program, CLASSPATH, List.of());
  }

  private static <T extends @Nullable Object> T value(
      ParseResult program, String option, T byDefault) {
    T before = program.matchedOptionValue(option, byDefault);
    return program.hasSubcommand()
        ? program.subcommand().matchedOptionValue(option, before)
        : before;
  }
}
