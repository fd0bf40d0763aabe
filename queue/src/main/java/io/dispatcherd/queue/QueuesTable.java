package io.dispatcherd.queue;

import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Section {@code queues}: what may stand in it, and what it becomes. */
final class QueuesTable {
  private static final int LONGEST_NAME = 200;

  private static final Option<Integer> WEIGHT =
      Option.of(
              "weight",
              OptionTypes.integer(1, 1000),
              "How often jobs are taken from it, in proportion to the service's other queues.")
          .orElse(1);
  private static final Option<Integer> MAX_RUNNING =
      Option.of(
              "max_running",
              OptionTypes.integerFrom(1),
              "How many of its jobs may run at once, over all services.")
          .nullable();
  private static final Option<Integer> MAX_RUNNING_HERE =
      Option.of(
              "max_running_here",
              OptionTypes.integerFrom(1),
              "How many of its jobs may run at once in each service.")
          .nullable();
  private static final Option<Rate> RATE =
      Option.of(
              "rate",
              new RateType(),
              "How many of its jobs may start in a time, over all services.")
          .nullable();
  private static final Option<String> FAIR_BY =
      Option.of(
              "fair_by",
              OptionTypes.choice("key"),
              "Jobs of different keys take turns, however many one of them has.")
          .nullable();
  private static final Option<Integer> MAX_ATTEMPTS =
      Option.of(
              "max_attempts", OptionTypes.integerFrom(1), "As that of the broker, for this queue.")
          .nullable();
  private static final Option<Duration> KEEP_DONE =
      Option.of(
              "keep_done", OptionTypes.positiveSeconds(), "As that of the broker, for this queue.")
          .nullable();
  private static final Option<Duration> KEEP_DEAD =
      Option.of(
              "keep_dead", OptionTypes.positiveSeconds(), "As that of the broker, for this queue.")
          .nullable();
  private static final Option<Integer> MAX_READY =
      Option.of("max_ready", OptionTypes.integerFrom(1), "As that of the broker, for this queue.")
          .nullable();

  static final Section SECTION =
      Section.of(
              "queues",
              "The queues that the service works on, each with its options; default_publish_channel"
                  + " alone if this section isn't there, none if it is empty. What is said of a"
                  + " queue is written into its row at the start and holds for all services; what"
                  + " nothing is said of stays as it is, and null takes a limit away.")
          .with(
              new Section.Others.Sections(
                  Section.of(
                      "queue",
                      "One queue. It may be left empty.",
                      MAX_RUNNING,
                      MAX_RUNNING_HERE,
                      RATE,
                      FAIR_BY,
                      WEIGHT,
                      MAX_ATTEMPTS,
                      KEEP_DONE,
                      KEEP_DEAD,
                      MAX_READY),
                  "\\S",
                  QueuesTable::problemWithName));

  private QueuesTable() {}

  private static Optional<String> problemWithName(String name) {
    return name.isBlank() || name.length() > LONGEST_NAME
        ? Optional.of("a queue has a name of 1 to " + LONGEST_NAME + " characters")
        : Optional.empty();
  }

  /** The settings by name, in the order of the file; what is wrong is added to the problems. */
  static Map<String, QueueSettings> settings(SectionValues queues, Problems problems) {
    Map<String, QueueSettings> all = new LinkedHashMap<>();
    queues.sections().forEach((name, values) -> all.put(name, queue(values, problems)));
    return Collections.unmodifiableMap(all);
  }

  private static QueueSettings queue(SectionValues queue, Problems problems) {
    Optional<Integer> everywhere = queue.find(MAX_RUNNING);
    Optional<Integer> here = queue.find(MAX_RUNNING_HERE);
    if (everywhere.isPresent() && here.isPresent() && here.get() > everywhere.get()) {
      problems.add(
          queue.placeOf(MAX_RUNNING_HERE),
          "must not exceed max_running (%d), which holds over all services"
              .formatted(everywhere.get()));
    }
    QueueSettings.Row row = new QueueSettings.Row();
    for (Option<?> option :
        List.of(MAX_RUNNING, MAX_RUNNING_HERE, FAIR_BY, MAX_ATTEMPTS, MAX_READY)) {
      if (queue.has(option)) {
        row.put(option.name(), queue.find(option).orElse(null));
      }
    }
    if (queue.has(WEIGHT)) {
      row.put(WEIGHT.name(), queue.get(WEIGHT));
    }
    if (queue.has(RATE)) {
      row.putRate(queue.find(RATE));
    }
    for (Option<Duration> option : List.of(KEEP_DONE, KEEP_DEAD)) {
      if (queue.has(option)) {
        row.putTime(option.name(), queue.find(option));
      }
    }
    return new QueueSettings(queue.get(WEIGHT), row.values());
  }
}
