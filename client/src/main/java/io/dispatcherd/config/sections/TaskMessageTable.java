package io.dispatcherd.config.sections;

import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import java.util.List;

/** The fields of a task message that may be given to a task in the configuration. */
final class TaskMessageTable {
  static final List<Option<?>> OPTIONS =
      List.of(
          Option.of("args", OptionTypes.list(), "Positional arguments."),
          Option.of("kwargs", OptionTypes.map(), "Arguments by name."),
          Option.of("timeout", OptionTypes.seconds(), "How long the task may run; 0: no limit."),
          Option.of("delay", OptionTypes.seconds(), "The task is held back this long."),
          Option.of(
              "on_duplicate",
              OptionTypes.choice("parallel", "discard", "serial", "queue_one"),
              "What happens while an equal task is waiting or running."),
          Option.of("bind", OptionTypes.bool(), "Pass the task context as first argument."),
          Option.of(
              "callbacks", OptionTypes.listOf(OptionTypes.map()), "Task messages to run after it."),
          Option.of(
              "errbacks",
              OptionTypes.listOf(OptionTypes.map()),
              "Task messages to run after it if it failed."),
          Option.of("guid", OptionTypes.text(), "Correlation id for the log."));

  private TaskMessageTable() {}
}
