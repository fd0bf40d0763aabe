package io.dispatcherd.cli;

import static io.dispatcherd.cli.CommandArgument.optional;
import static io.dispatcherd.cli.CommandArgument.required;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control command as {@code dispatcherctl} offers it.
 *
 * @param name on the wire and on the command line
 * @param shape what a table of its replies looks like
 */
record AskedCommand(
    String name, String description, ReplyShape shape, List<CommandArgument> arguments) {
  static final String RUN = "run";
  static final String RUNNING = "running";
  static final String TIMES = "times";

  private static final CommandArgument LIMIT =
      optional("limit", ArgumentType.COUNT, "How many frames of each stack to show.");

  private static final List<CommandArgument> FILTER =
      List.of(
          optional("task", ArgumentType.TEXT, "Only tasks of this name."),
          optional("uuid", ArgumentType.TEXT, "Only the submission with this uuid."),
          optional("args", ArgumentType.LIST, "Only tasks with these positional arguments."),
          optional("kwargs", ArgumentType.OBJECT, "Only tasks with these named arguments."));

  static final AskedCommand CANCEL =
      new AskedCommand(
          "cancel",
          "Cancel tasks: interrupt what runs, remove what waits.",
          ReplyShape.ROWS,
          append(FILTER, optional("all", ArgumentType.FLAG, "Cancel every task there is.")));

  /** All of them, in the order of the help. */
  static final List<AskedCommand> ALL =
      List.of(
          plain("alive", "Roll-call of the services.", ReplyShape.VALUES),
          new AskedCommand(
              RUNNING,
              "Tasks that run or wait.",
              ReplyShape.ROWS,
              append(
                  FILTER,
                  optional("limit", ArgumentType.COUNT, "A page of so many, from 1."),
                  optional(
                      "after",
                      ArgumentType.TEXT,
                      "The page behind this one, such as queued-41: next of the page before."),
                  optional(
                      TIMES,
                      ArgumentType.FLAG,
                      "Say since when they do, and how long. In tables always."))),
          CANCEL,
          new AskedCommand(
              RUN,
              "Have a service run a task.",
              ReplyShape.VALUES,
              List.of(
                  required("task", ArgumentType.TEXT, "Name of the task."),
                  optional("args", ArgumentType.LIST, "Positional arguments, such as '[3]'."),
                  optional("kwargs", ArgumentType.OBJECT, "Named ones, such as '{\"a\": 3}'."),
                  optional("uuid", ArgumentType.TEXT, "Identity. Default: the service's choice."),
                  optional(
                          "timeout",
                          ArgumentType.SECONDS,
                          "How long it may run. To wait longer for the answer: --reply-timeout.")
                      .orNamed("--task-timeout"),
                  optional("delay", ArgumentType.SECONDS, "How long to hold it back first."),
                  optional(
                      "on_duplicate",
                      ArgumentType.DUPLICATE_RULE,
                      "parallel, discard, serial or queue_one."),
                  optional("guid", ArgumentType.TEXT, "Correlation id for the log."))),
          plain("workers", "Workers and what they do.", ReplyShape.ROWS),
          plain("tasks", "Tasks that are declared.", ReplyShape.ROWS),
          plain("schedules", "Schedules, and when each runs next.", ReplyShape.ROWS),
          plain("producers", "Where tasks come from, and how many came.", ReplyShape.FLAT_ROWS),
          plain("main", "Counts of the service and its pool.", ReplyShape.VALUES),
          plain("metrics", "The metrics server.", ReplyShape.VALUES),
          plain("chunks", "Messages that are being put together.", ReplyShape.VALUES),
          plain("status", "Most of the above at once.", ReplyShape.SECTIONS),
          new AskedCommand(
              "aio_tasks", "Threads of the service.", ReplyShape.STACKS, List.of(LIMIT)),
          new AskedCommand("threads", "The same as aio_tasks.", ReplyShape.STACKS, List.of(LIMIT)),
          new AskedCommand(
              "stack",
              "What workers are at.",
              ReplyShape.STACKS,
              List.of(
                  optional("worker", ArgumentType.COUNT, "Only the worker of this number."),
                  LIMIT)),
          plain("memory", "Memory of the service and its workers.", ReplyShape.FLAT_ROWS),
          new AskedCommand(
              "memory_offenders",
              "What fills the service's heap.",
              ReplyShape.VALUES,
              List.of(
                  optional("limit", ArgumentType.COUNT, "How many classes to show."),
                  optional("group_by", ArgumentType.TEXT, "What to count by: class."))),
          new AskedCommand(
              "set_log_level",
              "Change how much the service logs.",
              ReplyShape.VALUES,
              List.of(
                  required(
                      "level", ArgumentType.LEVEL, "DEBUG, INFO, WARNING, ERROR or CRITICAL."))));

  /** Whether it has an argument of this option, which then means that and nothing else. */
  boolean hasOption(String option) {
    return arguments.stream().anyMatch(argument -> argument.option().equals(option));
  }

  /**
   * The command of this name.
   *
   * @throws NoSuchElementException if none is offered
   */
  static AskedCommand named(String name) {
    return find(name).orElseThrow();
  }

  /** What a table of the replies to a command looks like; plain values if nothing is known. */
  static ReplyShape shapeOf(String command) {
    return find(command).map(AskedCommand::shape).orElse(ReplyShape.VALUES);
  }

  private static Optional<AskedCommand> find(String name) {
    return ALL.stream().filter(asked -> asked.name().equals(name)).findFirst();
  }

  private static AskedCommand plain(String name, String description, ReplyShape shape) {
    return new AskedCommand(name, description, shape, List.of());
  }

  private static List<CommandArgument> append(List<CommandArgument> list, CommandArgument... last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }
}
