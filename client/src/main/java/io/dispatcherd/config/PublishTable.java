package io.dispatcherd.config;

import java.util.Optional;
import java.util.Set;

/** Section {@code publish}: what may stand in it, and what it becomes. */
final class PublishTable {
  private static final Option<String> DEFAULT_BROKER =
      Option.of(
              "default_broker",
              OptionTypes.text(),
              "Key of the broker to publish on. Publishing needs it if several are listed.")
          .nullable()
          .documentedDefault("the only one of brokers");
  private static final Option<String> DEFAULT_CONTROL_BROKER =
      Option.of(
              "default_control_broker",
              OptionTypes.text(),
              "Key of the broker to send control commands on.")
          .nullable()
          .documentedDefault("that to publish on");

  static final Section SECTION =
      Section.of(
          "publish", "Which broker is used for what.", DEFAULT_BROKER, DEFAULT_CONTROL_BROKER);

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
