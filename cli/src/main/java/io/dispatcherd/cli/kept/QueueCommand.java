package io.dispatcherd.cli.kept;

import io.dispatcherd.cli.syntax.Command;
import io.dispatcherd.cli.syntax.CommandOption;
import io.dispatcherd.config.source.Amounts;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Rate;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command about kept work, which {@code dispatcherctl} carries out itself over the configured
 * broker that keeps tasks.
 */
public enum QueueCommand {
  QUEUES("queues", "Queues, and how much waits in each.", List.of()),
  QUEUE(
      "queue",
      "A queue's numbers and limits; with options, change the limits for all services.",
      List.of(
          CommandOption.of(Options.NAME, "NAME", text -> text, "Which queue.").asOperand().needed(),
          limit(Options.MAX_RUNNING, "N", "How many jobs may run at once; none for any number."),
          CommandOption.of(
              Options.RATE,
              "RATE",
              orNone(QueueCommand::rate),
              "How many jobs may start in which time, such as 100/1m; none for any number."),
          CommandOption.of(
              Options.WEIGHT,
              "N",
              QueueCommand::positive,
              "How often it is served, compared with the other queues of a service."),
          limit(Options.MAX_ATTEMPTS, "N", "How often a job is started; none for the default."),
          CommandOption.of(
              Options.KEEP_DONE,
              "TIME",
              orNone(QueueCommand::time),
              "How long jobs are kept that are done, such as 7d; none for the default."))),
  JOBS(
      "jobs",
      "Jobs, the latest first.",
      append(
          Options.FILTER,
          CommandOption.of(
              Options.LIMIT, "N", QueueCommand::positive, "How many to show. Default: 50."))),
  DEAD(
      "dead",
      "Jobs that have failed for the last time, the latest first.",
      append(
          Options.FILTER.stream().filter(it -> !it.name().equals(Options.STATE)).toList(),
          CommandOption.of(
              Options.LIMIT, "N", QueueCommand::positive, "How many to show. Default: 50."))),
  JOB(
      "job",
      "All that is known of a job: its runs, errors, times, node and result.",
      List.of(
          Options.uuid("Which job.").needed(),
          CommandOption.flag(Options.ARGUMENTS, "Also show the message with its arguments."))),
  RETRY(
      "retry",
      "Have jobs run again that are dead, cancelled, or wait for their next attempt: one, or all"
          + " that match. By filter it means dead ones unless --state says otherwise.",
      Options.STEERING),
  DELETE(
      "delete",
      "Delete jobs that don't run, with their history: one, or all that match.",
      Options.STEERING),
  PAUSE("pause", "Let no further job of a queue start, in any service.", Options.ONE_QUEUE),
  RESUME("resume", "Let jobs of a queue start again.", Options.ONE_QUEUE),
  NODES("nodes", "Services that work on queues.", List.of()),
  SIGNAL(
      "signal",
      "Send a job a signal, which its task waits for.",
      List.of(
          Options.uuid("Which job.").needed(),
          CommandOption.of(Options.NAME, "NAME", text -> text, "The signal's name.")
              .asOperand()
              .needed(),
          CommandOption.of(
                  Options.VALUE,
                  "JSON",
                  QueueCommand::json,
                  "What comes with it, as JSON. Default: null.")
              .asOperand())),
  SCHEDULES("schedules", "Schedules that are kept, and their next moments.", List.of()),
  SCHEDULE(
      "schedule",
      "One schedule; with an option, change it for all services.",
      List.of(
          CommandOption.of(Options.NAME, "NAME", text -> text, "Which one.").asOperand().needed(),
          CommandOption.flag(Options.PAUSE, "Leave out its moments until it is resumed."),
          CommandOption.flag(Options.RESUME, "Let it go on."),
          CommandOption.flag(Options.RUN, "Submit its task now, beside its moments."),
          CommandOption.of(
              Options.SET,
              "CHANGES",
              ScheduleChanges::of,
              "What is to change, as NAME=VALUE, several with ; between: period, cron, zone,"
                  + " missed, missed_bound, overlap, queue, priority."),
          CommandOption.flag(Options.DELETE, "Delete it. What it has submitted stays."))),
  WORKFLOW(
      "workflow",
      "The steps of a workflow as a tree; with an option, cancel it or run it again.",
      List.of(
          Options.uuid("Which workflow.").needed(),
          CommandOption.flag(Options.CANCEL, "Cancel all that hasn't ended."),
          CommandOption.flag(
              Options.RETRY, "Run again what has failed, and what was cancelled because of that."),
          CommandOption.of(
              Options.FROM, "STEP", text -> text, "With --retry: this step and all behind it."))),
  PURGE(
      "purge",
      "Delete all jobs with a key, with messages, results, errors and history.",
      List.of(
          CommandOption.of(Options.KEY, "KEY", text -> text, "Which key.").asOperand().needed(),
          CommandOption.flag(Options.DRY_RUN, "Only say how many there are."),
          CommandOption.flag(Options.YES, "Do it.")));

  /** The options, and what several commands share. */
  public static final class Options {
    static final String NAME = "--name";
    static final String MAX_RUNNING = "--max-running";
    static final String RATE = "--rate";
    static final String WEIGHT = "--weight";
    static final String MAX_ATTEMPTS = "--max-attempts";
    static final String KEEP_DONE = "--keep-done";
    static final String QUEUE = "--queue";
    static final String STATE = "--state";
    static final String TASK = "--task";
    static final String KEY = "--key";
    static final String LIMIT = "--limit";
    static final String UUID = "--uuid";
    static final String ARGUMENTS = "--arguments";
    static final String ALL = "--all";
    static final String DRY_RUN = "--dry-run";
    static final String YES = "--yes";
    static final String VALUE = "--value";
    static final String PAUSE = "--pause";
    static final String RESUME = "--resume";
    static final String RUN = "--run";
    static final String SET = "--set";
    static final String DELETE = "--delete";
    static final String CANCEL = "--cancel";
    static final String RETRY = "--retry";
    static final String FROM = "--from";
    static final String BROKER = "--broker";

    static final CommandOption BROKER_OPTION =
        CommandOption.of(
            BROKER,
            "NAME",
            text -> text,
            "Over which broker of the file. Default: publish.default_broker if it keeps jobs, else"
                + " the only one that does.");

    static final CommandOption QUEUE_FILTER =
        CommandOption.of(QUEUE, "NAME", text -> text, "Only jobs in this queue.");
    static final CommandOption STATE_FILTER =
        CommandOption.of(STATE, "STATE", QueueCommand::state, "Only jobs in this state.")
            .oneOf(Arrays.stream(JobState.values()).map(JobState::wireName));
    static final CommandOption KEY_FILTER =
        CommandOption.of(KEY, "KEY", text -> text, "Only jobs with this key.");

    static final List<CommandOption> FILTER =
        List.of(
            QUEUE_FILTER,
            STATE_FILTER,
            CommandOption.of(TASK, "TASK", text -> text, "Only jobs of the task with this name."),
            KEY_FILTER);

    /** What only kept jobs have. */
    public static final List<CommandOption> KEPT_FILTER =
        List.of(QUEUE_FILTER, STATE_FILTER, KEY_FILTER);

    /** For commands that change all that match. */
    public static final List<CommandOption> CONFIRMING =
        List.of(
            CommandOption.flag(DRY_RUN, "Only say how many match."),
            CommandOption.flag(YES, "Do it to all that match."));

    static final List<CommandOption> STEERING =
        Stream.of(
                Stream.of(uuid("Only this one.")),
                FILTER.stream(),
                Stream.of(CommandOption.flag(ALL, "Every job there is.")),
                CONFIRMING.stream())
            .flatMap(Function.identity())
            .toList();

    static final List<CommandOption> ONE_QUEUE =
        List.of(CommandOption.of(NAME, "NAME", text -> text, "Which queue.").asOperand().needed());

    private Options() {}

    static CommandOption uuid(String description) {
      return CommandOption.of(UUID, "UUID", text -> text, description).asOperand();
    }
  }

  private static final Pattern RATE_TEXT = Pattern.compile("([1-9][0-9]{0,8})/([0-9a-z.]+)");

  private final String word;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of and Stream.toList
  private final List<CommandOption> options;

  QueueCommand(String word, String description, List<CommandOption> options) {
    this.word = word;
    this.description = description;
    this.options = options;
  }

  /** As it is called on the command line. */
  String word() {
    return word;
  }

  /** The command with the options of the program, which may stand behind it too. */
  public Command asCommand(List<CommandOption> ofProgram) {
    Stream<CommandOption> broker = hasBroker() ? Stream.of(Options.BROKER_OPTION) : Stream.of();
    return new Command(
        word,
        description,
        Stream.of(options.stream(), broker, ofProgram.stream())
            .flatMap(Function.identity())
            .toList());
  }

  /** Schedules and workflows are with the one broker that has them. */
  private boolean hasBroker() {
    return this != SCHEDULES && this != SCHEDULE && this != WORKFLOW;
  }

  /** The command of this name; empty if it is none of these. */
  public static Optional<QueueCommand> named(String name) {
    return Arrays.stream(values()).filter(command -> command.word.equals(name)).findFirst();
  }

  private static List<CommandOption> append(List<CommandOption> list, CommandOption last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }

  private static CommandOption limit(String name, String label, String description) {
    return CommandOption.of(name, label, orNone(QueueCommand::positive), description);
  }

  /** Reads "none" as the absence of a limit. */
  private static Function<String, Optional<?>> orNone(Function<String, ?> reader) {
    return text -> text.equals("none") ? Optional.empty() : Optional.of(reader.apply(text));
  }

  private static Integer positive(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Explained below, as a negative number is.
    }
    throw new IllegalArgumentException("expected a whole number from 1, got '" + text + "'");
  }

  private static Rate rate(String text) {
    Matcher matcher = RATE_TEXT.matcher(text);
    return Optional.of(matcher)
        .filter(Matcher::matches)
        .flatMap(it -> Amounts.time(it.group(2)))
        .filter(period -> !period.isZero())
        .map(period -> new Rate(Integer.parseInt(matcher.group(1)), period))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a number and a time, such as 100/1m, got '" + text + "'"));
  }

  private static Duration time(String text) {
    return Amounts.time(text)
        .orElseThrow(
            () -> new IllegalArgumentException("expected a time, such as 7d, got '" + text + "'"));
  }

  /** A JSON value; one that is null in a box, since null would be no value at all. */
  private static Optional<Object> json(String text) {
    try {
      return Optional.ofNullable(Json.parse(text));
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(
          "expected JSON, such as '{\"by\": \"ann\"}' or '\"yes\"': " + e.getMessage());
    }
  }

  private static JobState state(String text) {
    return JobState.ofWireName(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + String.join(
                            ", ",
                            Arrays.stream(JobState.values()).map(JobState::wireName).toList())));
  }
}
