package io.dispatcherd.cli;

import io.dispatcherd.cli.dashboard.DashboardProgram;
import io.dispatcherd.cli.dashboard.PasswordSource;
import io.dispatcherd.cli.dashboard.SignInFiles;
import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.CommandLines;
import io.dispatcherd.cli.syntax.UsageException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.access.Role;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Carries out the commands of {@link DashboardSyntax}. Apart from the rest of the program, since a
 * service doesn't have the classes that this needs.
 */
final class DashboardCommand {
  private final Arguments arguments;
  private final PrintWriter out;

  DashboardCommand(Arguments arguments, PrintWriter out) {
    this.arguments = arguments;
    this.out = out;
  }

  int run(String name) throws InterruptedException {
    switch (name) {
      case DashboardSyntax.DASHBOARD -> serve();
      case DashboardSyntax.USER -> out.println(user());
      case DashboardSyntax.TOKEN -> out.println(token());
      default -> throw new AssertionError(name);
    }
    return CommandLines.OK;
  }

  private void serve() throws InterruptedException {
    ProgramOptions.applyLogging(arguments);
    StopSignals signals = StopSignals.installed();
    Optional<Integer> port = arguments.value(DashboardSyntax.PORT, Integer.class);
    Role role =
        arguments
            .value(DashboardSyntax.LOOPBACK_ROLE, String.class)
            .map(Role::required)
            .orElse(Role.VIEWER);
    new DashboardProgram(
            settings(), port.map(OptionalInt::of).orElse(OptionalInt.empty()), false, role)
        .run(stop -> signals.started(stop, () -> System.exit(CommandLines.FAILED)));
  }

  private String user() {
    Path file = file("users_file", DashboardSettings::usersFile);
    return isRemoval()
        ? SignInFiles.removeUser(file, name())
        : SignInFiles.putUser(file, name(), role(), PasswordSource.ofProcess());
  }

  private String token() {
    Path file = file("tokens_file", DashboardSettings::tokensFile);
    return isRemoval()
        ? SignInFiles.removeToken(file, name())
        : SignInFiles.addToken(file, name(), role());
  }

  private Path file(String option, Function<DashboardSettings, Optional<Path>> configured) {
    LogThreshold.WARNING.apply();
    Optional<Path> given = arguments.value(DashboardSyntax.FILE, Path.class);
    return SignInFiles.file(
        given,
        given.isPresent() ? Optional.empty() : configured.apply(settings().dashboard()),
        option);
  }

  private Settings settings() {
    return Settings.forProgram(arguments.value(ProgramOptions.CONFIG, Path.class));
  }

  private String name() {
    return arguments.value(DashboardSyntax.NAME, String.class).orElseThrow();
  }

  private boolean isRemoval() {
    return arguments.value(DashboardSyntax.REMOVE, Boolean.class).isPresent();
  }

  private String role() {
    return arguments
        .value(DashboardSyntax.ROLE, String.class)
        .orElseThrow(
            () ->
                new UsageException(
                    arguments.command(),
                    "--role is needed: one of " + String.join(", ", DashboardSyntax.ROLES)));
  }
}
