package io.dispatcherd.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.DeadLetterBroker;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.rabbitmq.connection.Connections;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.connection.Letter;
import io.dispatcherd.rabbitmq.connection.Publisher;
import io.dispatcherd.rabbitmq.connection.Server;
import io.dispatcherd.rabbitmq.connection.SharedConnection;
import io.dispatcherd.rabbitmq.connection.UnroutableException;
import io.dispatcherd.rabbitmq.dead.DeadLetters;
import io.dispatcherd.rabbitmq.dead.RabbitMqJobs;
import io.dispatcherd.rabbitmq.dead.RabbitMqQueues;
import io.dispatcherd.rabbitmq.node.Letters;
import io.dispatcherd.rabbitmq.node.RabbitMqSubscription;
import io.dispatcherd.rabbitmq.node.Results;
import io.dispatcherd.rabbitmq.results.ReplyQueue;
import io.dispatcherd.rabbitmq.topology.Names;
import io.dispatcherd.rabbitmq.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks over RabbitMQ: each is kept in a quorum queue until it is done, goes to one service at a
 * time, and is tried again if it fails or its service dies. A task runs at least once; see {@link
 * RabbitMqOptions} for how often.
 *
 * <p>Several services share the work of a queue. Delays hold over all of them. Thread-safe.
 */
public final class RabbitMqBroker implements DeadLetterBroker {
  static final BasicProperties COMMAND =
      new BasicProperties.Builder().contentType("application/json").build();

  private static final Logger log = LoggerFactory.getLogger(RabbitMqBroker.class);

  private final String name;
  private final RabbitMqOptions options;
  private final Connections connections;
  private final Signing signing;
  private final SharedConnection shared;
  private final Publisher publisher;
  private final Topology topology;
  private final Letters letters;
  private final Submissions submissions;
  private final Optional<ReplyQueue> results;
  private final Jobs jobs;
  private final Queues queues;

  /** Subscriptions and conversations to end with the broker. */
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** A broker on this server. Connects to nothing yet. */
  public RabbitMqBroker(RabbitMqOptions options, Server server) {
    this(RabbitMqSettings.TYPE, options, server, Signing.NONE);
  }

  /**
   * A broker on this server, with signed messages. Connects to nothing yet.
   *
   * @param signing belongs to this broker alone
   */
  public RabbitMqBroker(String name, RabbitMqOptions options, Server server, Signing signing) {
    this.name = name;
    this.options = options;
    this.signing = signing;
    connections = new Connections(name, server);
    shared = new SharedConnection(connections);
    publisher = new Publisher(shared, options.confirmTimeout());
    topology = new Topology(shared, options.topology());
    letters = new Letters(topology);
    submissions = new Submissions(name, letters, signing, options.maxMessageBytes());
    results =
        options.results()
            ? Optional.of(new ReplyQueue(connections, topology.names(), signing))
            : Optional.empty();
    jobs =
        new RabbitMqJobs(
            name,
            new DeadLetters(
                new DeadLetters.Parts(connections, topology, letters, publisher, signing)),
            results);
    List<String> known = new ArrayList<>(options.node().queues());
    known.add(options.defaultQueue());
    queues = new RabbitMqQueues(shared, topology, known);
  }

  /** The broker that the settings describe. Connects to nothing yet. */
  public static RabbitMqBroker open(RabbitMqSettings settings) {
    return new RabbitMqBroker(
        settings.name(),
        settings.options(),
        settings.server(),
        Signing.of(settings.name(), settings.signing()));
  }

  @Override
  public String name() {
    return name;
  }

  /** Creates or checks the exchanges, and the queues that are configured. */
  @Override
  public void prepare() {
    topology.ensureQueue(options.defaultQueue());
    options.node().queues().forEach(topology::ensureQueue);
    topology.ensureDead();
    topology.ensureControl();
  }

  @Override
  public Set<BrokerCapability> capabilities() {
    return Set.of(BrokerCapability.KEEPS_MESSAGES, BrokerCapability.DELAYS);
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return Names.checkedQueue(requested == null ? options.defaultQueue() : requested);
  }

  /**
   * Submits tasks in their order. When this returns, the server has stored them all. If it throws,
   * some may be stored: AMQP has no all or none. Commands go to every service that listens.
   */
  @Override
  public void publish(List<Outgoing> messages) {
    checkOpen();
    List<Letter> all = new ArrayList<>(messages.size());
    String replyTo = null;
    for (Outgoing message : messages) {
      if (Submissions.isCommand(message)) {
        all.addAll(command(message));
      } else {
        replyTo = replyTo == null ? results.map(ReplyQueue::open).orElse(null) : replyTo;
        all.add(submissions.of(message, replyTo));
      }
    }
    send(all);
  }

  private void send(List<Letter> all) {
    try {
      publisher.sendAndWait(all);
    } catch (UnroutableException e) {
      // Somebody has deleted the queue: the next submission looks, and creates it if it may.
      topology.forget();
      throw e;
    }
  }

  private List<Letter> command(Outgoing message) {
    topology.ensureControl();
    String exchange = topology.names().control();
    return signing.seal(exchange, message.payload(), Integer.MAX_VALUE).stream()
        .map(text -> letter(exchange, "", text))
        .toList();
  }

  private static Letter letter(String exchange, String routingKey, String text) {
    return new Letter(exchange, routingKey, false, COMMAND, text.getBytes(StandardCharsets.UTF_8));
  }

  private CompletionStage<Void> follow(Outgoing message) {
    try {
      return publisher.send(List.of(submissions.of(message, null)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void reply(String replyTo, String reply) {
    if (!topology.names().takesReplies(replyTo)) {
      throw new BrokerException(
          "%s: a reply goes to queues that begin with %s only, not to %s"
              .formatted(name, topology.names().replies(), replyTo));
    }
    publisher.sendAndWait(replies(replyTo, reply));
  }

  private List<Letter> replies(String replyTo, String reply) {
    return signing.seal(replyTo, reply, Integer.MAX_VALUE).stream()
        .map(text -> letter("", replyTo, text))
        .toList();
  }

  /** Whoever waits may be gone, which is none of the service's concerns. */
  private void result(String replyTo, String uuid, String result) {
    List<Letter> all =
        replies(replyTo, result).stream()
            .map(
                each ->
                    new Letter(
                        "",
                        replyTo,
                        false,
                        COMMAND.builder().correlationId(uuid).build(),
                        each.body()))
            .toList();
    var unused =
        publisher
            .send(all)
            .exceptionally(
                failure -> {
                  log.warn("{}: a result could not be sent: {}", name, failure.getMessage());
                  return null;
                });
  }

  /** For a service that doesn't say what it can run. */
  @Override
  public Subscription subscribe() {
    return subscribe(new Subscriber("", List.of()));
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    checkOpen();
    Connection connection = connections.open("service " + subscriber.nodeId());
    try {
      RabbitMqSubscription subscription =
          new RabbitMqSubscription(
              new RabbitMqSubscription.Parts(
                  name,
                  letters,
                  publisher,
                  signing,
                  this::follow,
                  this::reply,
                  new Results(topology.names(), options.maxMessageBytes(), this::result)),
              options.node(),
              options.topology().consumerTimeout(),
              subscriber,
              connection,
              open::remove);
      return kept(subscription);
    } catch (IOException | RuntimeException e) {
      connection.abort();
      throw unusable("cannot subscribe", e);
    }
  }

  @Override
  public Conversation converse() {
    checkOpen();
    topology.ensureControl();
    Connection connection = connections.open("control");
    try {
      return kept(
          new RabbitMqConversation(name, connection, topology.names(), signing, open::remove));
    } catch (IOException | RuntimeException e) {
      connection.abort();
      throw unusable("cannot converse", e);
    }
  }

  private BrokerException unusable(String what, Exception failure) {
    return failure instanceof BrokerException known
        ? known
        : new BrokerException("%s: %s: %s".formatted(name, what, Failures.words(failure)), failure);
  }

  private <T extends AutoCloseable> T kept(T opened) {
    open.add(opened);
    if (closed) {
      closeQuietly(opened);
      checkOpen();
    }
    return opened;
  }

  private void checkOpen() {
    if (closed) {
      throw new BrokerException(name + ": the broker is closed");
    }
  }

  /** Dead letters: nothing else of what RabbitMQ keeps can be looked at. */
  @Override
  public Jobs jobs() {
    return jobs;
  }

  @Override
  public Queues queues() {
    return queues;
  }

  @Override
  public Optional<String> blockedBy() {
    return shared.blockedBy();
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>(signing.status());
    shared.blockedBy().ifPresent(reason -> status.put("blocked", reason));
    status.put(
        "unwritten_ends",
        open.stream()
            .filter(RabbitMqSubscription.class::isInstance)
            .mapToInt(each -> ((RabbitMqSubscription) each).unwritten())
            .sum());
    return status;
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(this::closeQuietly);
    results.ifPresent(ReplyQueue::close);
    shared.close();
  }

  private void closeQuietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      if (e instanceof ShutdownSignalException) {
        return;
      }
      log.debug("{}: something can't be closed", name, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
