package io.dispatcherd.config.sections;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PythonNames;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Section {@code brokers}: what may stand in it, and what it becomes. */
final class BrokersTable {
  private static final String UPSTREAM_TESTING = "dispatcherd.testing.brokers.";
  private static final Section NOOP =
      Section.of(UPSTREAM_TESTING + "noop", "For tests: does nothing.");
  private static final Section ERROR_ONLY =
      Section.of(
          UPSTREAM_TESTING + "error_only",
          "For tests: always fails.",
          Option.of("error_message", OptionTypes.text(), "What it says when it fails."));
  private static final Section MEMORY =
      Section.of(UPSTREAM_TESTING + "memory", "For tests: stays in this process.");

  /** The names of the Python service's test brokers, and the classes here that do the same. */
  private static final Map<String, String> TESTING_CLASSES =
      Map.of(
          NOOP.name(), "io.dispatcherd.testing.brokers.NoopBroker",
          ERROR_ONLY.name(), "io.dispatcherd.testing.brokers.ErrorOnlyBroker",
          MEMORY.name(), "io.dispatcherd.testing.brokers.MemoryBroker");

  /** The Python service also takes its brokers' modules; one name for each is enough here. */
  private static final Map<String, String> UPSTREAM_MODULES =
      Map.of(
          "dispatcherd.brokers.pg_notify", PgNotifyTable.SECTION.name(),
          "dispatcherd.brokers.socket", SocketTable.SECTION.name());

  private static final List<Section> TYPES =
      BrokerTypes.all().stream().map(BrokerType::section).toList();

  private static final Section CUSTOM =
      Section.of("class name", "A custom broker, named by its class.")
          .with(new Section.Others.Values("Passed to the broker."));

  static final Section SECTION =
      Section.of(
              "brokers",
              "How messages travel. The service listens on each broker listed here. Its key is its"
                  + " type; further ones of a type have names of their own, and say type: in their"
                  + " sections.")
          .with(
              Stream.concat(TYPES.stream(), Stream.of(NOOP, ERROR_ONLY, MEMORY))
                  .toArray(Section[]::new))
          .with(
              new Section.Others.Typed(
                  TYPES,
                  new Section.Others.Sections(
                      CUSTOM, Section.CLASS_NAMES, BrokersTable::problemWithName)));

  private final Problems problems;
  private final References references;

  BrokersTable(Problems problems, References references) {
    this.problems = problems;
    this.references = references;
  }

  private static Optional<String> problemWithName(String name) {
    if (UPSTREAM_MODULES.containsKey(name)) {
      return Optional.of(
          "write \"%s\", which the Python service understands too"
              .formatted(UPSTREAM_MODULES.get(name)));
    }
    return name.indexOf('.') < 0
        ? Optional.of(
            "unknown broker; expected %s, the name of a class, or a name of its own and a type"
                .formatted(TYPES.stream().map(Section::name).collect(Collectors.joining(", "))))
        : PythonNames.problemWithClass(name, "a broker class");
  }

  /** The settings by name, in the order of the file; without those that can't be read. */
  Map<String, BrokerSettings> settings(SectionValues brokers) {
    Map<String, BrokerSettings> settings = new LinkedHashMap<>();
    brokers
        .sections()
        .forEach(
            (name, values) -> broker(name, values).ifPresent(broker -> settings.put(name, broker)));
    return Collections.unmodifiableMap(settings);
  }

  private Optional<? extends BrokerSettings> broker(String name, SectionValues values) {
    Optional<BrokerType> type = BrokerTypes.named(values.find(Section.TYPE).orElse(name));
    if (type.isPresent()) {
      return type.get().settings(name, values, problems, references);
    }
    String className = TESTING_CLASSES.getOrDefault(name, name);
    references.add(Reference.Kind.BROKER_CLASS, className, values.place());
    return values.isSound()
        ? Optional.of(
            new CustomBrokerSettings(
                className, Collections.unmodifiableMap(values.optionsAndOthers())))
        : Optional.empty();
  }
}
