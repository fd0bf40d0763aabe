package io.dispatcherd.config.sections;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.config.schema.ChannelType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.SchemaRules;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Section {@code brokers.pg_notify}: what may stand in it, and what it becomes. */
final class PgNotifyTable {
  private static final Option<List<String>> CHANNELS =
      Option.of(
              "channels",
              OptionTypes.listOf(new ChannelType()),
              "Channels that the service listens on.")
          .orElse(List.of());
  private static final Option<String> DEFAULT_PUBLISH_CHANNEL =
      Option.of(
              "default_publish_channel",
              new ChannelType(),
              "Channel for tasks that name none and have no queue of their own.")
          .nullable()
          .documentedDefault("the only one of channels");
  private static final Option<Duration> MAX_CONNECTION_IDLE =
      Option.of(
              "max_connection_idle_seconds",
              OptionTypes.positiveSeconds(),
              "The listening connection is checked after this long without a message; null: off.")
          .orElse(Duration.ofSeconds(30))
          .nullable();
  private static final Option<Duration> MAX_SELF_CHECK_MESSAGE_AGE =
      Option.of(
              "max_self_check_message_age_seconds",
              OptionTypes.positiveSeconds(),
              "The check, and any other query on the listening connection, must be answered within"
                  + " this. Not more than max_connection_idle_seconds.")
          .orElse(Duration.ofSeconds(2))
          .nullable();

  static final Section SECTION =
      Section.of(
              "pg_notify",
              "PostgreSQL's NOTIFY and LISTEN. One of config, a connection factory and embedded"
                  + " must be given.",
              Stream.concat(
                      Stream.<Option<?>>of(
                          CHANNELS,
                          DEFAULT_PUBLISH_CHANNEL,
                          MAX_CONNECTION_IDLE,
                          MAX_SELF_CHECK_MESSAGE_AGE),
                      ConnectionsTable.OPTIONS.stream())
                  .toArray(Option<?>[]::new))
          .with(
              Stream.concat(ConnectionsTable.SECTIONS.stream(), Stream.of(SigningTable.SECTION))
                  .toArray(Section[]::new))
          .where(ConnectionsTable.RULES)
          .where(
              List.of(
                  SchemaRules.when(
                      SchemaRules.hasNull(MAX_SELF_CHECK_MESSAGE_AGE.name()),
                      SchemaRules.hasNull(MAX_CONNECTION_IDLE.name()))));

  private final Problems problems;
  private final References references;

  PgNotifyTable(Problems problems, References references) {
    this.problems = problems;
    this.references = references;
  }

  Optional<BrokerSettings> settings(String name, SectionValues broker) {
    ConnectionsTable.addReferences(broker, references);
    if (!broker.isSound()) {
      return Optional.empty();
    }
    int before = problems.count();
    Optional<ConnectionsTable.Sources> sources = new ConnectionsTable(problems).sources(broker);
    checkSelfCheck(broker);
    Optional<SigningSettings> signing = new SigningTable(problems).settings(broker);
    if (problems.count() > before || sources.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PgNotifySettings(
            name,
            sources.get().publishing(),
            sources.get().listening(),
            broker.get(CHANNELS),
            broker.find(DEFAULT_PUBLISH_CHANNEL),
            broker.find(MAX_CONNECTION_IDLE),
            broker.find(MAX_SELF_CHECK_MESSAGE_AGE).orElse(Duration.ofSeconds(2)),
            signing));
  }

  private void checkSelfCheck(SectionValues broker) {
    Optional<Duration> idle = broker.find(MAX_CONNECTION_IDLE);
    Optional<Duration> age = broker.find(MAX_SELF_CHECK_MESSAGE_AGE);
    if (idle.isEmpty()) {
      return;
    }
    if (age.isEmpty()) {
      problems.add(
          broker.placeOf(MAX_SELF_CHECK_MESSAGE_AGE),
          "null needs max_connection_idle_seconds: null, which turns the check off");
    } else if (age.get().compareTo(idle.get()) > 0) {
      Option<?> culprit =
          broker.has(MAX_SELF_CHECK_MESSAGE_AGE) ? MAX_SELF_CHECK_MESSAGE_AGE : MAX_CONNECTION_IDLE;
      problems.add(
          broker.placeOf(culprit),
          "max_self_check_message_age_seconds must not exceed max_connection_idle_seconds");
    }
  }
}
