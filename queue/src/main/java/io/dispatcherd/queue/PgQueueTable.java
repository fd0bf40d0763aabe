package io.dispatcherd.queue;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.config.schema.BackoffType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.sections.ConnectionsTable;
import io.dispatcherd.config.sections.SigningTable;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.queue.node.History;
import io.dispatcherd.queue.node.NodeSettings;
import io.dispatcherd.queue.schema.SchemaName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Section {@code brokers.pg_queue}: what may stand in it, and what it becomes. */
final class PgQueueTable {
  private static final int LEAST_HEARTBEATS = 2;

  private static final Option<SchemaName> SCHEMA =
      Option.of("schema", new SchemaType(), "Where its tables are.").orElse(SchemaName.DEFAULT);
  private static final Option<Boolean> MIGRATE =
      Option.of(
              "migrate",
              OptionTypes.bool(),
              "Create or upgrade the tables at the start; false: refuse to start on a wrong"
                  + " version, and say what to run.")
          .orElse(true);
  private static final Option<String> DEFAULT_QUEUE =
      Option.of(
              "default_publish_channel",
              OptionTypes.text(),
              "Queue for tasks that name none and have none of their own.")
          .orElse("default");
  private static final Option<Duration> HEARTBEAT =
      Option.of(
              "heartbeat",
              OptionTypes.positiveSeconds(),
              "How often a service renews its lease on what it has taken.")
          .orElse(Duration.ofSeconds(5));
  private static final Option<Duration> LEASE_TTL =
      Option.of(
              "lease_ttl",
              OptionTypes.positiveSeconds(),
              "How long a lease stands that isn't renewed; after it others take over. At least"
                  + " twice the heartbeat.")
          .orElse(Duration.ofSeconds(15));
  private static final Option<Duration> POLL_INTERVAL =
      Option.of(
              "poll_interval",
              OptionTypes.positiveSeconds(),
              "How often a service looks at its queues if nothing calls it.")
          .orElse(Duration.ofSeconds(1));
  private static final Option<Boolean> LISTEN =
      Option.of(
              "listen",
              OptionTypes.bool(),
              "Whether services are called over NOTIFY when there is something to do. false: they"
                  + " look every poll_interval, as is needed behind a pgbouncer in transaction mode"
                  + " without listen_config.")
          .orElse(true);
  private static final Option<Integer> MAX_ATTEMPTS =
      Option.of(
              "max_attempts",
              OptionTypes.integerFrom(1),
              "How often a task is started that fails, until it is dead.")
          .orElse(20);
  private static final Option<BackoffType.Pauses> BACKOFF =
      Option.of(
              "backoff",
              new BackoffType(),
              "The pause after the first failed attempt, doubled with each further one, and the"
                  + " longest.")
          .orElse(new BackoffType.Pauses(Duration.ofSeconds(1), Duration.ofHours(1)))
          .documentedDefault("1s..1h");
  private static final Option<Duration> KEEP_DONE =
      Option.of(
              "keep_done",
              OptionTypes.positiveSeconds(),
              "How long a task is kept that is done, cancelled or discarded.")
          .orElse(Duration.ofDays(1));
  private static final Option<Duration> KEEP_DEAD =
      Option.of("keep_dead", OptionTypes.positiveSeconds(), "How long a task is kept that is dead.")
          .orElse(Duration.ofDays(30));
  private static final Option<Integer> RESULT_BYTES =
      Option.of(
              "result_bytes",
              OptionTypes.size(0, 1 << 26),
              "The largest result that is kept; a larger one is left out, with a line in the log.")
          .orElse(65_536);
  private static final Option<String> COMMIT_CLAIMS =
      Option.of(
              "commit_claims",
              OptionTypes.choice("sync", "async"),
              "async: claims and ends don't wait until they are on disk, which is faster; a crash"
                  + " of the server may undo them, and tasks run again.")
          .orElse("sync");
  private static final Option<Integer> MAX_READY =
      Option.of(
              "max_ready",
              OptionTypes.integerFrom(1),
              "How many tasks of one queue may be ready; beyond it submissions are refused.")
          .orElse(1_000_000);
  private static final Option<Map<String, String>> BRIDGE =
      Option.of(
              "bridge",
              new BridgeType(),
              "Channels that old publishers send tasks to with pg_notify, each with the queue that"
                  + " keeps them; once each, however many services listen.")
          .orElse(Map.of())
          .documentedDefault("none");

  static final Section SECTION =
      Section.of(
              PgQueueSettings.TYPE,
              "Tasks that are kept in PostgreSQL until they are done, over any number of services."
                  + " One of config, a connection factory and embedded must be given.",
              Stream.concat(
                      Stream.<Option<?>>of(
                          SCHEMA,
                          MIGRATE,
                          DEFAULT_QUEUE,
                          HEARTBEAT,
                          LEASE_TTL,
                          POLL_INTERVAL,
                          LISTEN,
                          MAX_ATTEMPTS,
                          BACKOFF,
                          KEEP_DONE,
                          KEEP_DEAD,
                          RESULT_BYTES,
                          COMMIT_CLAIMS,
                          MAX_READY,
                          BRIDGE),
                      ConnectionsTable.OPTIONS.stream())
                  .toArray(Option<?>[]::new))
          .with(
              Stream.concat(
                      Stream.of(QueuesTable.SECTION),
                      Stream.concat(
                          ConnectionsTable.SECTIONS.stream(), Stream.of(SigningTable.SECTION)))
                  .toArray(Section[]::new))
          .where(ConnectionsTable.RULES);

  private final Problems problems;
  private final References references;

  PgQueueTable(Problems problems, References references) {
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
    checkTimes(broker);
    checkListening(broker);
    Optional<SigningSettings> signing = new SigningTable(problems).settings(broker);
    QueueOptions options = options(broker);
    if (problems.count() > before || sources.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PgQueueSettings(
            name,
            sources.get().publishing(),
            sources.get().listening(),
            options,
            broker.get(LISTEN),
            broker.get(KEEP_DONE),
            broker.get(KEEP_DEAD),
            signing,
            broker.get(BRIDGE)));
  }

  private QueueOptions options(SectionValues broker) {
    SectionValues section = broker.section(QueuesTable.SECTION);
    String usual = broker.get(DEFAULT_QUEUE);
    Map<String, QueueSettings> queues =
        section.isPresent()
            ? QueuesTable.settings(section, problems)
            : Map.of(usual, QueueSettings.DEFAULT);
    Map<String, Integer> weights = new LinkedHashMap<>();
    queues.forEach((queue, settings) -> weights.put(queue, settings.weight()));
    BackoffType.Pauses backoff = broker.get(BACKOFF);
    return new QueueOptions(
        new NodeSettings(
            broker.get(SCHEMA),
            weights,
            broker.get(HEARTBEAT),
            broker.get(LEASE_TTL),
            broker.get(POLL_INTERVAL),
            new Retries(broker.get(MAX_ATTEMPTS), backoff.first(), backoff.most()),
            broker.get(RESULT_BYTES),
            broker.get(COMMIT_CLAIMS).equals("sync"),
            new History(broker.get(KEEP_DONE), broker.get(KEEP_DEAD)),
            broker.get(LISTEN)),
        usual,
        broker.get(MIGRATE),
        queues,
        broker.get(MAX_READY));
  }

  private void checkTimes(SectionValues broker) {
    Duration least = broker.get(HEARTBEAT).multipliedBy(LEAST_HEARTBEATS);
    if (broker.get(LEASE_TTL).compareTo(least) < 0) {
      problems.add(
          broker.placeOf(broker.has(LEASE_TTL) ? LEASE_TTL : HEARTBEAT),
          "lease_ttl must be at least twice the heartbeat, so that one that is late ends nothing:"
              + " make lease_ttl longer, or heartbeat shorter");
    }
  }

  private void checkListening(SectionValues broker) {
    if (broker.get(LISTEN)) {
      return;
    }
    ConnectionsTable.placeOfListenConfig(broker)
        .ifPresent(
            place ->
                problems.add(place, "says how to listen, and listen: false says not to: keep one"));
    if (!broker.get(BRIDGE).isEmpty()) {
      problems.add(
          broker.placeOf(BRIDGE),
          "listens on its channels, and listen: false says not to: keep one");
    }
  }

  /** The name of a schema, in which nothing needs to be quoted. */
  private record SchemaType() implements OptionType<SchemaName> {
    @Override
    public Optional<SchemaName> read(ConfigNode node, Problems problems) {
      Optional<String> text = OptionTypes.text().read(node, problems);
      try {
        return text.map(SchemaName::new);
      } catch (IllegalArgumentException e) {
        problems.add(node.place(), String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string", "pattern", "^(?!pg_)[A-Za-z_][A-Za-z0-9_]{0,39}$");
    }

    @Override
    public String words() {
      return "name of a schema";
    }
  }
}
