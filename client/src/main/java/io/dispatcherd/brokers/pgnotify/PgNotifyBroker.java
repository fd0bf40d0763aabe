package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.TransactionalBroker;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.SuppliedConnections;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import io.dispatcherd.postgres.connection.ConnectionFactories.Purpose;
import io.dispatcherd.postgres.connection.ListeningConnection;
import io.dispatcherd.postgres.connection.Notify;
import io.dispatcherd.postgres.connection.Publisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages over PostgreSQL's {@code NOTIFY}. Publishers share one connection; each subscription and
 * each conversation has one of its own. Payloads beyond 7999 bytes are sent in chunks.
 *
 * <p>PostgreSQL keeps nothing: a message reaches the services that listen at that moment. Thread
 * safe.
 */
public final class PgNotifyBroker implements TransactionalBroker {
  private static final Logger log = LoggerFactory.getLogger(PgNotifyBroker.class);
  private static final String NAME = "pg_notify";

  private final String name;
  private final PgNotifyOptions options;
  private final ConnectionFactory listening;
  private final Publisher publisher;
  private final SelfCheckStatistics statistics;
  private final NotificationQueue queue = new NotificationQueue();
  private final Signing signing;

  /** Subscriptions and conversations to end with the broker. */
  private final Set<ListeningConnection> listeners = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * A broker on connections that an application supplies.
   *
   * @param publishing supplies the connection to publish on
   * @param listening supplies the connections of subscriptions and conversations, which must not be
   *     the one to publish on
   */
  public PgNotifyBroker(
      PgNotifyOptions options, ConnectionFactory publishing, ConnectionFactory listening) {
    this(options, publishing, listening, Signing.NONE);
  }

  /**
   * A broker on connections that an application supplies, with signed messages.
   *
   * @param publishing supplies the connection to publish on
   * @param listening supplies the connections of subscriptions and conversations, which must not be
   *     the one to publish on
   * @param signing belongs to this broker alone
   */
  public PgNotifyBroker(
      PgNotifyOptions options,
      ConnectionFactory publishing,
      ConnectionFactory listening,
      Signing signing) {
    this(options, publishing, listening, signing, NAME);
  }

  /**
   * A broker of this name on connections that another part supplies, with signed messages.
   *
   * @param publishing supplies the connection to publish on
   * @param listening supplies the connections of subscriptions and conversations, which must not be
   *     the one to publish on
   * @param signing belongs to this broker alone
   */
  public PgNotifyBroker(
      PgNotifyOptions options,
      ConnectionFactory publishing,
      ConnectionFactory listening,
      Signing signing,
      String name) {
    if (listening.use() != ConnectionFactory.Use.KEPT) {
      throw new IllegalArgumentException(
          "to listen takes connections that are kept, for which a pool is no place: supply others");
    }
    this.name = name;
    this.options = options;
    this.listening = listening;
    this.publisher = Publisher.on(publishing, signing);
    this.signing = signing;
    this.statistics = new SelfCheckStatistics(options.maxConnectionIdle().isPresent());
  }

  /**
   * The broker that the settings describe. Connects to nothing yet.
   *
   * @throws io.dispatcherd.config.ConfigurationException if a class that they name can't be used,
   *     or a connection parameter
   */
  public static PgNotifyBroker open(PgNotifySettings settings) {
    return open(settings, SuppliedConnections.NONE);
  }

  /** The broker that the settings describe, but that it publishes on connections of this pool. */
  public static PgNotifyBroker open(PgNotifySettings settings, DataSource publishing) {
    return open(settings, SuppliedConnections.of(publishing));
  }

  /** The broker that the settings describe, on connections of the program where it has some. */
  public static PgNotifyBroker open(PgNotifySettings settings, SuppliedConnections supplied) {
    String name = settings.name();
    ConnectionFactory publishing =
        supplied
            .publishing()
            .orElseGet(
                () -> ConnectionFactories.of(name, settings.publishing(), Purpose.PUBLISHING));
    ConnectionFactory listening =
        supplied
            .kept()
            .orElseGet(() -> ConnectionFactories.of(name, settings.listening(), Purpose.LISTENING));
    PgNotifyOptions options =
        new PgNotifyOptions(
            settings.channels(),
            settings.defaultPublishChannel(),
            settings.maxConnectionIdle(),
            settings.maxSelfCheckMessageAge());
    return new PgNotifyBroker(
        options, publishing, listening, Signing.of(name, settings.signing()), name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return options.publishChannel(Optional.ofNullable(requested));
  }

  /**
   * {@inheritDoc}
   *
   * <p>All go out in one transaction. Nothing is sent twice: if the connection breaks while the
   * server is at work, the exception says that it is unknown whether the messages were sent.
   */
  @Override
  public void publish(List<Outgoing> messages) {
    publisher.send(messages);
  }

  @Override
  public void publish(Connection connection, List<Outgoing> messages) {
    Notify batch = new Notify(messages, signing);
    try {
      batch.execute(connection);
    } catch (SQLException e) {
      throw new BrokerException(
          "pg_notify: publishing in the caller's transaction failed: " + e.getMessage(), e);
    }
  }

  @Override
  public Subscription subscribe() {
    return subscribe(Map.of());
  }

  /**
   * As {@link #subscribe()}, and listens to signals too: notifications that say nothing but that
   * they are there, and deliver nothing.
   *
   * @param signals what to run for each signal, by its channel; run by the receiving thread, and
   *     must return at once
   */
  public Subscription subscribe(Map<String, Runnable> signals) {
    String selfCheckChannel = randomChannel("self_check_");
    List<String> channels = new ArrayList<>(options.channels());
    channels.addAll(signals.keySet());
    if (options.maxConnectionIdle().isPresent()) {
      channels.add(selfCheckChannel);
    }
    ListeningConnection connection = listen(channels, options.answerLimit());
    log.info("Listening on pg_notify channels {}", options.channels());
    SelfCheck selfCheck =
        new SelfCheck(
            options.maxConnectionIdle(),
            options.maxSelfCheckMessageAge(),
            statistics,
            System.nanoTime());
    return new PgNotifySubscription(
        connection,
        selfCheckChannel,
        selfCheck,
        options.maxSelfCheckMessageAge(),
        queue,
        signing,
        signals,
        reply -> publish(List.of(reply)));
  }

  @Override
  public Conversation converse() {
    String replyTo = randomChannel("reply_to_");
    ListeningConnection connection = listen(List.of(replyTo), PgNotifyOptions.patientLimit());
    return new PgNotifyConversation(connection, replyTo, signing);
  }

  private ListeningConnection listen(List<String> channels, Duration answerLimit) {
    ListeningConnection connection;
    try {
      connection = ListeningConnection.open(listening, channels, answerLimit);
    } catch (SQLException e) {
      throw new BrokerException("pg_notify: cannot listen: " + e.getMessage(), e);
    }
    listeners.removeIf(ListeningConnection::isClosed);
    listeners.add(connection);
    if (closed) {
      connection.close();
      throw new BrokerException("pg_notify: the broker is closed");
    }
    return connection;
  }

  private static String randomChannel(String prefix) {
    return prefix + UUID.randomUUID().toString().replace('-', '_');
  }

  /** The self-checks of all subscriptions so far, and what was refused for its signature. */
  @Override
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>(signing.status());
    status.put("broker_self_check", statistics.snapshot());
    return status;
  }

  /** Of PostgreSQL's notification queue, as a subscription saw it in the last half minute. */
  @Override
  public OptionalDouble queueUsage() {
    return queue.usage();
  }

  @Override
  public void close() {
    closed = true;
    listeners.forEach(ListeningConnection::close);
    publisher.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
