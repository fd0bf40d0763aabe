package io.dispatcherd.cli;

import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Command;
import io.dispatcherd.cli.syntax.CommandOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The commands of {@code dispatcherd} that are about the dashboard. */
final class DashboardSyntax {
  static final String DASHBOARD = "dashboard";
  static final String USER = "dashboard-user";
  static final String TOKEN = "dashboard-token";

  /** Those that need the dashboard's libraries; bin/dispatcherd has the same list. */
  static final Set<String> NAMES = Set.of(DASHBOARD, USER, TOKEN);

  static final String PORT = "--port";
  static final String LOOPBACK_ROLE = "--loopback-role";
  static final String NAME = "--name";
  static final String ROLE = "--role";
  static final String FILE = "--file";
  static final String REMOVE = "--remove";

  /** The roles. Services, which read this too, have no class for them. */
  static final List<String> ROLES = List.of("viewer", "operator", "admin");

  private static final int LAST_PORT = 65_535;
  private static final CommandOption WHOSE =
      CommandOption.of(
              NAME, "NAME", text -> text, "Who: 1 to 64 letters, digits and any of . _ @ + -")
          .asOperand()
          .needed();

  private DashboardSyntax() {}

  static List<Command> commands() {
    return List.of(
        new Command(
            DASHBOARD,
            "Run the dashboard, until SIGTERM or SIGINT: pages on which operators see and steer"
                + " what waits, runs and failed. Needs no service on this machine.",
            List.of(
                ProgramOptions.config(),
                CommandOption.of(
                    PORT,
                    "PORT",
                    DashboardSyntax::port,
                    "Where to listen; 0: any free port. Default: the configured one."),
                role(
                    LOOPBACK_ROLE,
                    "What those who come from this machine may do if no way to sign in is"
                        + " configured. Default: viewer."),
                ProgramOptions.logFormat(),
                ProgramOptions.logLevel(LogThreshold.INFO))),
        new Command(
            USER,
            "Let somebody sign in to the dashboard, or give them another role and password. Asks"
                + " for the password, or reads it from standard input.",
            List.of(
                WHOSE,
                role(ROLE, "What they may do; needed unless they are removed."),
                file("users_file"),
                CommandOption.flag(REMOVE, "Let them no longer sign in, and end their sessions."),
                ProgramOptions.config())),
        new Command(
            TOKEN,
            "Make a token for a script that reads the dashboard's pages as JSON, and print it."
                + " Nobody can see it again.",
            List.of(
                WHOSE,
                role(ROLE, "What it may do; needed unless it is removed."),
                file("tokens_file"),
                CommandOption.flag(REMOVE, "Make its token worthless instead."),
                ProgramOptions.config())));
  }

  /** Asks for one of the roles. */
  static CommandOption role(String name, String help) {
    return CommandOption.of(name, "ROLE", DashboardSyntax::role, help).oneOf(ROLES.stream());
  }

  private static CommandOption file(String option) {
    return CommandOption.of(
        FILE, "PATH", Path::of, "The file. Default: the configured dashboard." + option + ".");
  }

  private static String role(String text) {
    if (!ROLES.contains(text)) {
      throw new IllegalArgumentException("expected one of " + String.join(", ", ROLES));
    }
    return text;
  }

  private static Integer port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= LAST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Explained below, as other numbers are.
    }
    throw new IllegalArgumentException("expected a port, from 0 to %d".formatted(LAST_PORT));
  }
}
