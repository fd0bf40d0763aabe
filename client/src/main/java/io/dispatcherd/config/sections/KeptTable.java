package io.dispatcherd.config.sections;

import io.dispatcherd.config.Kept;
import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.SchemaRules;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an entry of a producer says if its task goes to a broker that keeps tasks. */
final class KeptTable {
  static final Option<String> BROKER =
      Option.of(
              "broker",
              OptionTypes.text(),
              "The broker that keeps the task, such as pg_queue: one run over all services.")
          .documentedDefault("none: this service runs it");
  private static final Option<String> MISSED =
      Option.of(
              "missed",
              OptionTypes.choice("none", "last", "all"),
              "What becomes of moments at which no service was there.")
          .documentedDefault("last");
  private static final Option<Duration> BOUND =
      Option.of(
              "missed_bound",
              OptionTypes.seconds(),
              "Moments longer ago than this are never made up for.")
          .documentedDefault("a day");
  private static final Option<String> OVERLAP =
      Option.of(
              "overlap",
              OptionTypes.choice("allow", "skip"),
              "What becomes of a moment while the task of an earlier one hasn't ended.")
          .documentedDefault("allow");
  private static final Option<String> QUEUE =
      Option.of("queue", OptionTypes.text(), "The queue that the task goes to.")
          .documentedDefault("the task's own");
  private static final Option<Integer> PRIORITY =
      Option.of("priority", OptionTypes.integer(-1_000_000, 1_000_000), "Larger starts first.")
          .documentedDefault("the task's own");
  private static final Option<Integer> MAX_ATTEMPTS =
      Option.of("max_attempts", OptionTypes.integerFrom(1), "How many starts the task has.")
          .documentedDefault("the task's own");
  private static final Option<String> KEY =
      Option.of("key", OptionTypes.text(), "What rules for duplicates and limits go by.")
          .documentedDefault("the task's own");

  /** Of a task that is submitted once. */
  static final List<Option<?>> STARTED = List.of(BROKER, QUEUE, PRIORITY, MAX_ATTEMPTS, KEY);

  /** Of a schedule. */
  static final List<Option<?>> SCHEDULED =
      List.of(BROKER, MISSED, BOUND, OVERLAP, QUEUE, PRIORITY, MAX_ATTEMPTS, KEY);

  /** What isn't a field of the message or a parameter of its submission. */
  static final Set<String> NOT_IN_MESSAGE =
      Set.of(BROKER.name(), MISSED.name(), BOUND.name(), OVERLAP.name());

  private final Problems problems;

  KeptTable(Problems problems) {
    this.problems = problems;
  }

  static Option<?>[] with(Option<?>[] others, List<Option<?>> own) {
    return Stream.concat(Stream.of(others), own.stream()).toArray(Option<?>[]::new);
  }

  /** These rules, and that all options of a schedule but one need that one: the broker. */
  @SafeVarargs
  @SuppressWarnings({"unchecked", "varargs"}) // Arrays of maps have no other type; only read.
  static Map<String, Object>[] rules(Map<String, Object>... others) {
    return Stream.concat(
            Stream.of(others),
            SCHEDULED.stream()
                .filter(option -> !option.equals(BROKER))
                .map(option -> SchemaRules.needs(option.name(), BROKER.name())))
        .toArray(Map[]::new);
  }

  boolean isSound(SectionValues entry, List<Option<?>> options) {
    if (entry.has(BROKER)) {
      return true;
    }
    List<Option<?>> lone = options.stream().filter(entry::has).toList();
    lone.forEach(
        option ->
            problems.add(
                entry.placeOf(option),
                "means nothing without broker: name the one that keeps the task, such as"
                    + " pg_queue"));
    return lone.isEmpty();
  }

  static Optional<Kept> kept(SectionValues entry) {
    return entry
        .find(BROKER)
        .map(
            broker ->
                new Kept(
                    broker,
                    entry.find(MISSED).flatMap(Missed::ofWireName).orElse(Missed.LAST),
                    entry.find(BOUND).orElse(Kept.DEFAULT_BOUND),
                    entry.find(OVERLAP).flatMap(Overlap::ofWireName).orElse(Overlap.ALLOW)));
  }
}
