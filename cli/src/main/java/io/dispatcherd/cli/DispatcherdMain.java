package io.dispatcherd.cli;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.CommandLines;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.schema.SchemaDocument;
import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.startup.catalog.UnreadableClassPathException;
import io.dispatcherd.tasks.TaskDeclarationException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
    PrintWriter out = CommandLines.standardOutput();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(new DispatcherdMain(out, err).execute(arguments));
  }

  /**
   * Runs the program.
   *
   * @return its exit status
   */
  int execute(String... arguments) {
    return CommandLines.execute(
        DispatcherdSyntax.program(), List.of(arguments), out, err, this::run);
  }

  private int run(Arguments arguments) {
    try {
      return arguments.command().isPresent()
          ? command(arguments.command().get(), arguments)
          : serve(arguments);
    } catch (ConfigurationException
        | TaskDeclarationException
        | UnreadableClassPathException
        | BrokerException e) {
      err.println("dispatcherd: " + e.getMessage());
      return CommandLines.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommandLines.FAILED;
    }
  }

  private int command(String name, Arguments arguments) throws InterruptedException {
    if (DashboardSyntax.NAMES.contains(name)) {
      return new DashboardCommand(arguments, out).run(name);
    }
    return switch (name) {
      case DispatcherdSyntax.CHECK -> check(arguments);
      case DispatcherdSyntax.MIGRATE -> migrate(arguments);
      case DispatcherdSyntax.SCHEMA -> print(SchemaDocument.text(SettingsReader.ROOT));
      default -> throw new AssertionError(name);
    };
  }

  private int check(Arguments arguments) {
    LogThreshold.WARNING.apply();
    CheckedFile checked = CheckedFile.read(config(arguments), classpath(arguments));
    out.println(checked.verdict());
    if (checked.isSound() && arguments.value(DispatcherdSyntax.LIST, Boolean.class).isPresent()) {
      out.print("\n" + checked.listing(Instant.now()));
    }
    return checked.isSound() ? CommandLines.OK : CommandLines.FAILED;
  }

  private int migrate(Arguments arguments) {
    LogThreshold.WARNING.apply();
    QueueMigration migration =
        QueueMigration.of(
            Settings.forProgram(config(arguments)),
            arguments.value(DispatcherdSyntax.BROKER, String.class),
            arguments.value(DispatcherdSyntax.TO, Integer.class));
    if (arguments.value(DispatcherdSyntax.SQL, Boolean.class).isPresent()) {
      return print(
          migration.script(arguments.value(DispatcherdSyntax.FROM, Integer.class).orElse(0)));
    }
    migration.run().forEach(out::println);
    return CommandLines.OK;
  }

  private int print(String text) {
    out.print(text);
    out.flush();
    return CommandLines.OK;
  }

  private int serve(Arguments arguments) throws InterruptedException {
    ProgramOptions.applyLogging(arguments);
    StopSignals signals = StopSignals.installed();
    Optional<Path> config = config(arguments);
    Settings settings = Settings.forProgram(config);
    DispatcherService service =
        DispatcherService.builder().settings(settings).classpath(classpath(arguments)).start();
    signals.started(service::stop, service::stopNow);
    if (!signals.hasStopped()) {
      StartReport.log(service, settings, config);
    }
    Optional<DashboardProcess> dashboard =
        arguments
            .value(DispatcherdSyntax.WITH_DASHBOARD, String.class)
            .filter(role -> !signals.hasStopped())
            .flatMap(role -> DashboardProcess.start(role, config));
    try {
      service.awaitStop();
    } finally {
      dashboard.ifPresent(DashboardProcess::close);
    }
    return CommandLines.OK;
  }

  private static Optional<Path> config(Arguments arguments) {
    return arguments.value(ProgramOptions.CONFIG, Path.class);
  }

  private static List<Path> classpath(Arguments arguments) {
    return arguments
        .value(DispatcherdSyntax.CLASSPATH, ClasspathArgument.class)
        .map(ClasspathArgument::entries)
        .orElse(List.of());
  }
}
