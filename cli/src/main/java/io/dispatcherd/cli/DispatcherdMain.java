package io.dispatcherd.cli;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.tasks.TaskDeclarationException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The program {@code dispatcherd}: runs a service until it is told to stop by a signal. */
public final class DispatcherdMain {
  private static final String CLASSPATH = "--classpath";

  private final PrintWriter err;

  private DispatcherdMain(PrintWriter err) {
    this.err = err;
  }

  /** Runs the program and ends this process. */
  public static void main(String[] arguments) {
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(new DispatcherdMain(err).execute(arguments));
  }

  private int execute(String... arguments) {
    return commandLine().setErr(err).setExecutionStrategy(this::run).execute(arguments);
  }

  static CommandLine commandLine() {
    CommandSpec spec = CommandSpec.create().name("dispatcherd");
    spec.usageMessage()
        .description("Runs tasks that come through its brokers, until SIGTERM or SIGINT.");
    spec.addOption(ProgramOptions.config());
    spec.addOption(
        OptionSpec.builder(CLASSPATH)
            .paramLabel("JARS")
            .type(Object.class)
            .converters(ProgramOptions.converter(ClasspathArgument::read))
            .description(
                "Jars and folders with tasks and what they need, separated as for java -cp;"
                    + " FOLDER/* means all jars in a folder.")
            .build());
    spec.addOption(ProgramOptions.logLevel(LogLevel.INFO));
    spec.addOption(ProgramOptions.help());
    spec.addOption(ProgramOptions.version());
    return ProgramOptions.commandLine(spec);
  }

  private int run(ParseResult parsed) {
    Integer shown = CommandLine.executeHelpRequest(parsed);
    if (shown != null) {
      return shown;
    }
    parsed.matchedOptionValue(ProgramOptions.LOG_LEVEL, LogLevel.INFO).apply();
    Optional<Path> config =
        Optional.ofNullable(parsed.<@Nullable Path>matchedOptionValue(ProgramOptions.CONFIG, null));
    try {
      serve(config, parsed.matchedOptionValue(CLASSPATH, List.of()));
      return ProgramOptions.OK;
    } catch (ConfigurationException | TaskDeclarationException | BrokerException e) {
      err.println("dispatcherd: " + e.getMessage());
      return ProgramOptions.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProgramOptions.FAILED;
    }
  }

  private void serve(Optional<Path> config, List<Path> classpath) throws InterruptedException {
    StopSignals signals = new StopSignals();
    signals.install();
    Settings settings = Settings.forProgram(config);
    DispatcherService service = DispatcherService.start(settings, classpath);
    signals.started(service);
    if (!signals.hasStopped()) {
      StartReport.log(service, settings, config);
    }
    service.awaitStop();
  }
}
