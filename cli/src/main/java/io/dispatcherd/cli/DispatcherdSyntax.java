package io.dispatcherd.cli;

import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.cli.syntax.Command;
import io.dispatcherd.cli.syntax.CommandOption;
import io.dispatcherd.cli.syntax.Program;
import java.util.ArrayList;
import java.util.List;

/** The command line of {@code dispatcherd}: its options and its commands. */
final class DispatcherdSyntax {
  static final String CHECK = "check";
  static final String SCHEMA = "schema";
  static final String MIGRATE = "migrate";
  static final String CLASSPATH = "--classpath";
  static final String WITH_DASHBOARD = "--with-dashboard";
  static final String LIST = "--list";
  static final String SQL = "--sql";
  static final String FROM = "--from";
  static final String TO = "--to";
  static final String BROKER = "--broker";

  private static final CommandOption CLASSPATH_OPTION =
      CommandOption.of(
          CLASSPATH,
          "JARS",
          ClasspathArgument::read,
          "Jars and folders with tasks and what they need, separated as for java -cp;"
              + " FOLDER/* means all jars in a folder.");

  private DispatcherdSyntax() {}

  static Program program() {
    return new Program(
        "dispatcherd",
        "Runs tasks that come through its brokers, until SIGTERM or SIGINT.",
        "Without a command it runs the service.",
        ProgramOptions.versionNumber(),
        List.of(
            CLASSPATH_OPTION,
            ProgramOptions.config(),
            DashboardSyntax.role(
                WITH_DASHBOARD,
                "Also run the dashboard, in a process of its own that ends with the service. ROLE"
                    + " is what those who come from this machine may do if no way to sign in is"
                    + " configured."),
            ProgramOptions.logFormat(),
            ProgramOptions.logLevel(LogThreshold.INFO)),
        commands());
  }

  private static List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    commands.addAll(
        List.of(
            new Command(
                CHECK,
                "Explain everything that is wrong with the configuration, schedules and their"
                    + " arguments included, without starting anything. Exits with 1 if something"
                    + " is.",
                List.of(
                    CLASSPATH_OPTION,
                    ProgramOptions.config(),
                    CommandOption.flag(LIST, "Also list the declared tasks, and the schedules."))),
            new Command(
                MIGRATE,
                "Create or upgrade the tables of the queues in the configuration. Safe while"
                    + " services run.",
                List.of(
                    ProgramOptions.config(),
                    CommandOption.flag(
                        SQL, "Print the SQL that does it instead; no database is asked."),
                    CommandOption.of(
                        FROM,
                        "VERSION",
                        text -> QueueMigration.version(text, 0),
                        "For --sql: the version that the tables have. Default: 0, none."),
                    CommandOption.of(
                        TO,
                        "VERSION",
                        text -> QueueMigration.version(text, 1),
                        "The version that the tables are to have. Default: this program's."),
                    CommandOption.of(
                        BROKER, "NAME", name -> name, "Only this one of the brokers."))),
            new Command(
                SCHEMA,
                "Print the JSON Schema (2020-12) of the configuration, for editors.",
                List.of())));
    commands.addAll(DashboardSyntax.commands());
    return List.copyOf(commands);
  }
}
