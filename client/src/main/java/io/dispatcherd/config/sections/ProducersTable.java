package io.dispatcherd.config.sections;

import io.dispatcherd.config.CustomProducerSettings;
import io.dispatcherd.config.Kept;
import io.dispatcherd.config.ProducersSettings;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.config.schema.CronType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PythonNames;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.SchemaDocument;
import io.dispatcherd.config.schema.SchemaRules;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.schema.Suggestion;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.Seconds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Section {@code producers}: what may stand in it, and what it becomes. */
final class ProducersTable {
  private static final Option<String> TASK =
      Option.of(
              "task",
              new TaskNameType(),
              "Name of the task, if the key isn't; so that one task can have several entries.")
          .documentedDefault("the key");
  private static final Option<Duration> SCHEDULE =
      Option.of(
          "schedule",
          OptionTypes.positiveSeconds(),
          "From one run to the next. Not together with cron; one of the two is required.");
  private static final Option<String> CRON =
      Option.of(
          "cron",
          new CronType(),
          "Five fields: minute, hour, day of month, month, day of week; \"*/5 * * * *\".");
  private static final Option<String> TIMEZONE =
      Option.of("timezone", OptionTypes.text(), "Whose clock cron means; \"Europe/Berlin\".")
          .documentedDefault("that of the system");

  private static final Section SCHEDULED_ENTRY =
      Section.of(
              "task name",
              "When the task runs, and its message.",
              KeptTable.with(withMessage(TASK, SCHEDULE, CRON, TIMEZONE), KeptTable.SCHEDULED))
          .where(
              KeptTable.rules(
                  SchemaRules.oneOf(SchemaRules.has(SCHEDULE.name()), SchemaRules.has(CRON.name())),
                  SchemaRules.needs(TIMEZONE.name(), CRON.name())));

  /** The key needn't name the task if an option does. */
  private static final Map<String, Object> NAMED_BY_KEY_OR_OPTION =
      Map.of("patternProperties", Map.of(PythonNames.NOT_A_TASK, SchemaRules.has(TASK.name())));

  private static final Section TASK_SCHEDULE =
      Section.of("task_schedule", "The tasks by name.")
          .with(new Section.Others.Sections(SCHEDULED_ENTRY, ".+", name -> Optional.empty()))
          .where(NAMED_BY_KEY_OR_OPTION);
  private static final Section SCHEDULED =
      Section.of("ScheduledProducer", "Runs tasks again and again.").with(TASK_SCHEDULE);

  private static final Section START_ENTRY =
      Section.of(
          "task name", "The task's message.", KeptTable.with(withMessage(TASK), KeptTable.STARTED));
  private static final Section TASK_LIST =
      Section.of("task_list", "The tasks by name.")
          .with(new Section.Others.Sections(START_ENTRY, ".+", name -> Optional.empty()))
          .where(NAMED_BY_KEY_OR_OPTION);
  private static final Section ON_START =
      Section.of("OnStartProducer", "Runs tasks once after start.").with(TASK_LIST);

  private static final Section CONTROL =
      Section.of("ControlProducer", "Enables the control command run.");
  private static final Section CUSTOM =
      Section.of("class name", "A custom producer, named by its class.")
          .with(new Section.Others.Values("Passed to the producer."));

  static final Section SECTION =
      Section.of("producers", "What produces tasks besides the brokers.")
          .with(SCHEDULED, ON_START, CONTROL)
          .with(
              new Section.Others.Sections(
                  CUSTOM, Section.CLASS_NAMES, ProducersTable::problemWithName));

  private static final Set<String> NOT_IN_MESSAGE =
      Set.of(TASK.name(), SCHEDULE.name(), CRON.name(), TIMEZONE.name());

  private final Problems problems;
  private final References references;

  ProducersTable(Problems problems, References references) {
    this.problems = problems;
    this.references = references;
  }

  private static Option<?>[] withMessage(Option<?>... own) {
    List<Option<?>> all = new ArrayList<>(List.of(own));
    all.addAll(TaskMessageTable.OPTIONS);
    return all.toArray(Option<?>[]::new);
  }

  private static Optional<String> problemWithName(String name) {
    return name.indexOf('.') < 0
        ? Optional.of(
            "unknown producer; expected ScheduledProducer, OnStartProducer, ControlProducer or the"
                + " name of a class")
        : PythonNames.problemWithClass(name, "a producer class");
  }

  ProducersSettings settings(SectionValues producers) {
    List<ScheduledTask> scheduled = new ArrayList<>();
    producers
        .section(SCHEDULED)
        .section(TASK_SCHEDULE)
        .sections()
        .forEach((name, entry) -> scheduled(name, entry).ifPresent(scheduled::add));
    List<StartTask> onStart = new ArrayList<>();
    producers
        .section(ON_START)
        .section(TASK_LIST)
        .sections()
        .forEach((name, entry) -> onStart(name, entry).ifPresent(onStart::add));
    return new ProducersSettings(
        scheduled, onStart, producers.sections().containsKey(CONTROL.name()), custom(producers));
  }

  private Optional<ScheduledTask> scheduled(String name, SectionValues entry) {
    Optional<String> task = taskName(name, entry);
    entry
        .find(CRON)
        .ifPresent(cron -> references.add(Reference.Kind.CRON, cron, entry.placeOf(CRON)));
    if (!entry.isSound()) {
      return Optional.empty();
    }
    Optional<Schedule> schedule = schedule(entry);
    if (!new KeptTable(problems).isSound(entry, KeptTable.SCHEDULED)) {
      return Optional.empty();
    }
    Optional<Kept> kept = KeptTable.kept(entry);
    return task.flatMap(
        known -> schedule.map(when -> new ScheduledTask(name, known, message(entry), when, kept)));
  }

  private Optional<StartTask> onStart(String name, SectionValues entry) {
    Optional<String> task = taskName(name, entry);
    if (!entry.isSound() || !new KeptTable(problems).isSound(entry, KeptTable.STARTED)) {
      return Optional.empty();
    }
    return task.map(
        known -> new StartTask(name, known, message(entry), entry.find(KeptTable.BROKER)));
  }

  /** The key names the task unless an option does; then the key may be anything. */
  private Optional<String> taskName(String key, SectionValues entry) {
    Optional<String> given = entry.find(TASK);
    Optional<String> wrong =
        given.isPresent() ? Optional.empty() : PythonNames.problemWithTask(key);
    wrong.ifPresent(problem -> problems.add(entry.place(), problem));
    if (wrong.isPresent() || (given.isEmpty() && entry.has(TASK))) {
      return Optional.empty();
    }
    String task = given.orElse(key);
    references.add(
        Reference.Kind.TASK, task, given.isPresent() ? entry.placeOf(TASK) : entry.place());
    return Optional.of(task);
  }

  private static Map<String, @Nullable Object> message(SectionValues entry) {
    Map<String, @Nullable Object> message = entry.optionsAndOthers();
    message.keySet().removeAll(NOT_IN_MESSAGE);
    message.keySet().removeAll(KeptTable.NOT_IN_MESSAGE);
    message.replaceAll((key, value) -> value instanceof Duration d ? Seconds.of(d) : value);
    return Collections.unmodifiableMap(message);
  }

  private Optional<Schedule> schedule(SectionValues entry) {
    Optional<Duration> period = entry.find(SCHEDULE);
    Optional<String> cron = entry.find(CRON);
    if (period.isPresent() == cron.isPresent()) {
      problems.add(
          entry.place(),
          period.isPresent()
              ? "has both schedule and cron; leave one out"
              : "needs schedule (seconds) or cron");
      return Optional.empty();
    }
    if (period.isPresent()) {
      if (entry.has(TIMEZONE)) {
        problems.add(entry.placeOf(TIMEZONE), "means nothing without cron");
        return Optional.empty();
      }
      return period.map(Schedule.Every::new);
    }
    return zone(entry).map(known -> new Schedule.Cron(cron.get(), known));
  }

  private Optional<ZoneId> zone(SectionValues entry) {
    Optional<String> name = entry.find(TIMEZONE);
    if (name.isEmpty()) {
      return Optional.of(ZoneId.systemDefault());
    }
    try {
      return Optional.of(ZoneId.of(name.get()));
    } catch (DateTimeException e) {
      String meant =
          Suggestion.nearest(name.get(), ZoneId.getAvailableZoneIds())
              .map(nearest -> ", did you mean \"" + nearest + "\"?")
              .orElse(", expected one such as \"Europe/Berlin\"");
      problems.add(entry.placeOf(TIMEZONE), "unknown time zone" + meant);
      return Optional.empty();
    }
  }

  private List<CustomProducerSettings> custom(SectionValues producers) {
    List<CustomProducerSettings> custom = new ArrayList<>();
    producers
        .sections()
        .forEach(
            (name, values) -> {
              if (SECTION.section(name).isEmpty()) {
                references.add(Reference.Kind.PRODUCER_CLASS, name, values.place());
                custom.add(
                    new CustomProducerSettings(name, Collections.unmodifiableMap(values.others())));
              }
            });
    return custom;
  }

  private record TaskNameType() implements OptionType<String> {
    @Override
    public Optional<String> read(ConfigNode node, Problems problems) {
      Optional<String> name = OptionTypes.text().read(node, problems);
      Optional<String> wrong = name.flatMap(PythonNames::problemWithTask);
      wrong.ifPresent(problem -> problems.add(node.place(), problem));
      return wrong.isPresent() ? Optional.empty() : name;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "type",
          "string",
          "anyOf",
          List.of(
              Map.of("not", Map.of("pattern", PythonNames.NOT_A_TASK), "pattern", "\\S"),
              Map.of("pattern", SchemaDocument.REFERENCE_PATTERN)));
    }

    @Override
    public String words() {
      return "name of a task";
    }
  }
}
