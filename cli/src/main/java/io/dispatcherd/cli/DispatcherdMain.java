package io.dispatcherd.cli;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.SchemaDocument;
import io.dispatcherd.config.Settings;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.catalog.UnreadableClassPathException;
import io.dispatcherd.tasks.TaskDeclarationException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The program {@code dispatcherd}: runs a service until it is told to stop by a signal, or checks
 * the configuration for it.
 */
public final class DispatcherdMain {
  private final PrintWriter out;
  private final PrintWriter err;

  DispatcherdMain(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the program and ends this process. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(new DispatcherdMain(out, err).execute(arguments));
  }

  /**
   * Runs the program.
   *
   * @return its exit status
   */
  int execute(String... arguments) {
    return DispatcherdSyntax.commandLine()
        .setOut(out)
        .setErr(err)
        .setExecutionStrategy(this::run)
        .execute(arguments);
  }

  private int run(ParseResult parsed) {
    Integer shown = CommandLine.executeHelpRequest(parsed);
    if (shown != null) {
      return shown;
    }
    try {
      return parsed.hasSubcommand() ? command(parsed) : serve(parsed);
    } catch (ConfigurationException
        | TaskDeclarationException
        | UnreadableClassPathException
        | BrokerException e) {
      err.println("dispatcherd: " + e.getMessage());
      return ProgramOptions.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProgramOptions.FAILED;
    }
  }

  private int command(ParseResult parsed) {
    return switch (parsed.subcommand().commandSpec().name()) {
      case DispatcherdSyntax.CHECK ->
          check(DispatcherdSyntax.config(parsed), DispatcherdSyntax.classpath(parsed));
      case DispatcherdSyntax.SCHEMA -> print(SchemaDocument.text());
      case Completion.NAME -> print(Completion.script(parsed));
      default -> throw new AssertionError(parsed.subcommand().commandSpec().name());
    };
  }

  private int check(Optional<Path> config, List<Path> classpath) {
    LogLevel.WARNING.apply();
    CheckedFile checked = CheckedFile.read(config, classpath);
    out.println(checked.verdict());
    return checked.isSound() ? ProgramOptions.OK : ProgramOptions.FAILED;
  }

  private int print(String text) {
    out.print(text);
    out.flush();
    return ProgramOptions.OK;
  }

  private int serve(ParseResult parsed) throws InterruptedException {
    parsed.matchedOptionValue(ProgramOptions.LOG_LEVEL, LogLevel.INFO).apply();
    parsed.matchedOptionValue(ProgramOptions.LOG_FORMAT, LogFormat.TEXT).apply();
    StopSignals signals = new StopSignals();
    signals.install();
    Optional<Path> config = DispatcherdSyntax.config(parsed);
    Settings settings = Settings.forProgram(config);
    DispatcherService service =
        DispatcherService.start(settings, DispatcherdSyntax.classpath(parsed));
    signals.started(service);
    if (!signals.hasStopped()) {
      StartReport.log(service, settings, config);
    }
    service.awaitStop();
    return ProgramOptions.OK;
  }
}
