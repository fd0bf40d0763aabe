package io.dispatcherd.rabbitmq;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.Secret;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.config.schema.BackoffType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.sections.SigningTable;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import io.dispatcherd.rabbitmq.node.NodeOptions;
import io.dispatcherd.rabbitmq.topology.Names;
import io.dispatcherd.rabbitmq.topology.TopologyOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Section {@code brokers.rabbitmq}: what may stand in it, and what it becomes. */
final class RabbitMqTable {
  private static final Option<List<Endpoint>> ADDRESSES =
      Option.of(
              "addresses",
              OptionTypes.listOf(new EndpointType()),
              "The nodes of one cluster, each a host or host:port; a connection goes to one of"
                  + " them. The port is 5672, or 5671 with tls, unless it is given.")
          .orElse(List.of(EndpointType.LOCAL))
          .documentedDefault("127.0.0.1");
  private static final Option<String> VIRTUAL_HOST =
      Option.of("virtual_host", OptionTypes.text(), "Where its exchanges and queues are.")
          .orElse("/");
  private static final Option<String> USERNAME =
      Option.of("username", OptionTypes.text(), "Who connects.").orElse("guest");
  private static final Option<Secret> PASSWORD =
      Option.of(
              "password",
              new PasswordType(),
              "Of the user. Refer to the environment, such as ${RABBITMQ_PASSWORD}.")
          .orElse(Secret.of("guest"))
          .documentedDefault("guest");
  private static final Option<Duration> HEARTBEAT =
      Option.of(
              "heartbeat",
              OptionTypes.positiveSeconds(),
              "How often both sides say that they are there; a connection is given up that was"
                  + " silent for twice as long. Whole seconds.")
          .orElse(Server.LOCAL.heartbeat());
  private static final Option<Duration> CONNECT_TIMEOUT =
      Option.of(
              "connect_timeout",
              OptionTypes.positiveSeconds(),
              "How long opening a connection may take.")
          .orElse(Server.LOCAL.connectTimeout());
  private static final Option<String> PREFIX =
      Option.of(
              "prefix",
              new PrefixType(),
              "How the names of its exchanges and queues begin; systems of different prefixes don't"
                  + " see each other.")
          .orElse(Names.DEFAULT_PREFIX);
  private static final Option<List<String>> QUEUES =
      Option.of(
              "queues",
              OptionTypes.listOf(new QueueType()),
              "The queues that the service works on.")
          .documentedDefault("default_publish_channel");
  private static final Option<String> DEFAULT_QUEUE =
      Option.of(
              "default_publish_channel",
              new QueueType(),
              "Queue for tasks that name none and have none of their own.")
          .orElse(RabbitMqOptions.DEFAULT_QUEUE);
  private static final Option<Boolean> DECLARE =
      Option.of(
              "declare",
              OptionTypes.bool(),
              "Create the exchanges and queues when they are first used; false: only check that"
                  + " somebody else has.")
          .orElse(true);
  private static final Option<Integer> MAX_ATTEMPTS =
      Option.of(
              "max_attempts",
              OptionTypes.integerFrom(1),
              "How often a task is started that fails, until it is dead.")
          .orElse(RabbitMqOptions.RETRIES.maxAttempts());
  private static final Option<BackoffType.Pauses> BACKOFF =
      Option.of(
              "backoff",
              new BackoffType(),
              "The pause after the first failed attempt, doubled with each further one, and the"
                  + " longest.")
          .orElse(
              new BackoffType.Pauses(
                  RabbitMqOptions.RETRIES.first(), RabbitMqOptions.RETRIES.most()))
          .documentedDefault("1s..1h");
  private static final Option<Duration> KEEP_DEAD =
      Option.of(
              "keep_dead",
              OptionTypes.positiveSeconds(),
              "How long a task is kept that is dead; at most 49 days.")
          .orElse(RabbitMqOptions.KEEP_DEAD);
  private static final Option<Duration> CONSUMER_TIMEOUT =
      Option.of(
              "consumer_timeout",
              OptionTypes.positiveSeconds(),
              "How long a task may take, waiting in the service included; then the server closes"
                  + " the connection and offers it to others. Servers before 3.12 have one such"
                  + " time for all queues, 30 minutes unless they are configured otherwise. At most"
                  + " 24 days.")
          .orElse(RabbitMqOptions.CONSUMER_TIMEOUT);
  private static final Option<Integer> MAX_MESSAGE_BYTES =
      Option.of(
              "max_message_bytes",
              OptionTypes.size(1024, 1 << 27),
              "The largest message that is sent. The server has a bound of its own, 16 MiB from 4.0"
                  + " on.")
          .orElse(RabbitMqOptions.MAX_MESSAGE_BYTES);

  private static final Option<Duration> CONFIRM_TIMEOUT =
      Option.of(
              "confirm_timeout",
              OptionTypes.positiveSeconds(),
              "How long the server may take to store a message, or take none because it is short of"
                  + " memory or disk; then the submission fails.")
          .orElse(RabbitMqOptions.CONFIRM_TIMEOUT);
  private static final Option<Boolean> RESULTS =
      Option.of(
              "results",
              OptionTypes.bool(),
              "Whether services tell this program how the tasks ended that it submits, so that it"
                  + " can wait for them; one more message for each task.")
          .orElse(false);

  private static final Duration LONGEST_KEPT = Duration.ofDays(49);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

  static final Section SECTION =
      Section.of(
              RabbitMqSettings.TYPE,
              "Tasks that RabbitMQ keeps in quorum queues until they are done, over any number of"
                  + " services. From RabbitMQ 3.10 on.",
              ADDRESSES,
              VIRTUAL_HOST,
              USERNAME,
              PASSWORD,
              HEARTBEAT,
              CONNECT_TIMEOUT,
              PREFIX,
              QUEUES,
              DEFAULT_QUEUE,
              DECLARE,
              MAX_ATTEMPTS,
              BACKOFF,
              KEEP_DEAD,
              CONSUMER_TIMEOUT,
              MAX_MESSAGE_BYTES,
              CONFIRM_TIMEOUT,
              RESULTS)
          .with(TlsTable.SECTION, SigningTable.SECTION);

  private final Problems problems;

  RabbitMqTable(Problems problems) {
    this.problems = problems;
  }

  Optional<BrokerSettings> settings(String name, SectionValues broker) {
    if (!broker.isSound()) {
      return Optional.empty();
    }
    int before = problems.count();
    checkAtMost(broker, KEEP_DEAD, LONGEST_KEPT);
    checkAtMost(broker, CONSUMER_TIMEOUT, LONGEST_TIMEOUT);
    Optional<SigningSettings> signing = new SigningTable(problems).settings(broker);
    Optional<Server.Tls> tls = new TlsTable(problems).tls(broker);
    if (problems.count() > before) {
      return Optional.empty();
    }
    return Optional.of(new RabbitMqSettings(name, server(broker, tls), options(broker), signing));
  }

  private void checkAtMost(SectionValues broker, Option<Duration> option, Duration most) {
    if (broker.get(option).compareTo(most) > 0) {
      problems.add(broker.placeOf(option), "must be at most %d days".formatted(most.toDays()));
    }
  }

  private static Server server(SectionValues broker, Optional<Server.Tls> tls) {
    int port = tls.isPresent() ? Endpoint.TLS_PORT : Endpoint.PORT;
    return new Server(
        broker.get(ADDRESSES).stream()
            .map(each -> each.port() == 0 ? new Endpoint(each.host(), port) : each)
            .toList(),
        broker.get(VIRTUAL_HOST),
        broker.get(USERNAME),
        broker.get(PASSWORD),
        tls,
        broker.get(HEARTBEAT),
        broker.get(CONNECT_TIMEOUT));
  }

  private static RabbitMqOptions options(SectionValues broker) {
    String usual = broker.get(DEFAULT_QUEUE);
    BackoffType.Pauses backoff = broker.get(BACKOFF);
    return new RabbitMqOptions(
        new TopologyOptions(
            new Names(broker.get(PREFIX)),
            broker.get(DECLARE),
            broker.get(KEEP_DEAD),
            broker.get(CONSUMER_TIMEOUT)),
        new NodeOptions(
            broker.find(QUEUES).orElse(List.of(usual)),
            new Retries(broker.get(MAX_ATTEMPTS), backoff.first(), backoff.most())),
        usual,
        broker.get(MAX_MESSAGE_BYTES),
        broker.get(CONFIRM_TIMEOUT),
        broker.get(RESULTS));
  }
}
