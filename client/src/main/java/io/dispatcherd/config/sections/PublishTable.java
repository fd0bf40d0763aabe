package io.dispatcherd.config.sections;

import io.dispatcherd.config.PublishSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.SchemaDocument;
import io.dispatcherd.config.schema.SchemaRules;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.schema.Suggestion;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Section {@code publish}: what may stand in it, and what it becomes. */
final class PublishTable {
  private static final Option<String> DEFAULT_BROKER =
      Option.of(
              "default_broker",
              new BrokerKey(),
              "Key of the broker to publish on. Publishing needs it if several are listed.")
          .nullable()
          .documentedDefault("the only one of brokers");
  private static final Option<String> DEFAULT_CONTROL_BROKER =
      Option.of(
              "default_control_broker",
              new BrokerKey(),
              "Key of the broker to send control commands on.")
          .nullable()
          .documentedDefault("that to publish on");

  static final Section SECTION =
      Section.of(
          "publish", "Which broker is used for what.", DEFAULT_BROKER, DEFAULT_CONTROL_BROKER);

  /** What a schema can say of that names are listed: those of our brokers are, if they are used. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of maps
  static Map<String, Object>[] namesAreListed(Section brokers) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Option<String> option : List.of(DEFAULT_BROKER, DEFAULT_CONTROL_BROKER)) {
      for (Section broker : brokers.sections()) {
        Map<String, Object> used = SchemaRules.has(option.name(), Map.of("const", broker.name()));
        rules.add(
            SchemaRules.when(
                SchemaRules.has(SECTION.name(), used),
                SchemaRules.has(brokers.name(), SchemaRules.has(broker.name()))));
      }
      Map<String, Object> types = Map.of("enum", names(brokers));
      Map<String, Object> ownName =
          Map.of("type", "string", "pattern", Section.OWN_NAMES, "not", types);
      Map<String, Object> noOwnName =
          Map.of("propertyNames", SchemaRules.anyOf(types, Map.of("pattern", Section.CLASS_NAMES)));
      rules.add(
          SchemaRules.when(
              SchemaRules.has(SECTION.name(), SchemaRules.has(option.name(), ownName)),
              SchemaRules.has(brokers.name(), SchemaRules.not(noOwnName))));
    }
    return rules.toArray(new Map[0]);
  }

  private static List<String> names(Section brokers) {
    return brokers.sections().stream().map(Section::name).toList();
  }

  /** One of our brokers, one of its own name, a class, or what the environment says. */
  private record BrokerKey() implements OptionType<String> {
    @Override
    public Optional<String> read(ConfigNode node, Problems problems) {
      return OptionTypes.text().read(node, problems);
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "type",
          "string",
          "anyOf",
          List.of(
              Map.of("enum", names(BrokersTable.SECTION)),
              Map.of("pattern", Section.CLASS_NAMES),
              Map.of("pattern", Section.OWN_NAMES),
              Map.of("pattern", SchemaDocument.REFERENCE_PATTERN)));
    }

    @Override
    public String words() {
      return "text";
    }
  }

  private final Problems problems;

  PublishTable(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param brokers the keys of all brokers that are listed
   */
  Optional<PublishSettings> settings(SectionValues publish, Set<String> brokers) {
    if (!publish.isSound()) {
      return Optional.empty();
    }
    checkListed(publish, DEFAULT_BROKER, brokers);
    checkListed(publish, DEFAULT_CONTROL_BROKER, brokers);
    return Optional.of(
        new PublishSettings(publish.find(DEFAULT_BROKER), publish.find(DEFAULT_CONTROL_BROKER)));
  }

  private void checkListed(SectionValues publish, Option<String> option, Set<String> brokers) {
    publish
        .find(option)
        .filter(name -> !brokers.contains(name))
        .ifPresent(
            name -> {
              String hint =
                  brokers.isEmpty() ? "; there are none" : Suggestion.forUnknown(name, brokers);
              problems.add(
                  publish.placeOf(option), "\"" + name + "\" isn't listed in brokers" + hint);
            });
  }
}
