package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.TransactionalBroker;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.node.QueueSubscription;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaVersionException;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.QueueStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A queue in PostgreSQL: each task is kept in a table until it is done, claimed by one service at a
 * time, and tried again if it fails or its service dies. A task runs at least once; see {@link
 * QueueOptions} for how often and how fast.
 *
 * <p>Several services share the work of a queue. Delays and rules for duplicates hold over all of
 * them. Thread-safe.
 */
public final class PgQueueBroker implements TransactionalBroker {
  private static final String NAME = "pg_queue";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * The server reports these instead of running a statement: it is shutting down, has crashed,
   * isn't accepting connections yet; the session was idle too long.
   */
  private static final Set<String> NOT_RUN = Set.of("25P03", "57P01", "57P02", "57P03", "57P05");

  private final QueueOptions options;
  private final ConnectionFactory connections;
  private final QueueStore store;
  private final StoreConnection publishing;
  private final Set<OwnedSubscription> subscriptions = ConcurrentHashMap.newKeySet();

  /** Whether the tables have been found to be right. A second look does no harm. */
  private volatile boolean checked;

  /**
   * A broker on the database that these connections lead to. Connects to nothing yet.
   *
   * @param connections supplies up to four connections: one to publish on, three for a subscription
   */
  public PgQueueBroker(QueueOptions options, ConnectionFactory connections) {
    this.options = options;
    this.connections = connections;
    store = new QueueStore(options.schema(), options.isFlushed());
    publishing = new StoreConnection(connections);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<BrokerCapability> capabilities() {
    return Set.of(
        BrokerCapability.KEEPS_MESSAGES, BrokerCapability.DELAYS, BrokerCapability.DUPLICATES);
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    String queue = requested == null ? options.defaultQueue() : requested;
    if (queue.isBlank()) {
      throw new IllegalArgumentException("the queue's name is blank");
    }
    return queue;
  }

  /**
   * {@inheritDoc}
   *
   * <p>When this returns, the tasks are stored. If the connection breaks while the server is at
   * work, the exception says that it is unknown whether they are.
   */
  @Override
  public void publish(List<Outgoing> messages) {
    List<NewJob> jobs = Submissions.of(messages);
    try {
      store(jobs);
    } catch (SQLException e) {
      if (!NOT_RUN.contains(String.valueOf(e.getSQLState()))) {
        throw unstored(jobs.size(), e);
      }
      storeAgain(jobs);
    }
    subscriptions.forEach(OwnedSubscription::look);
  }

  private void storeAgain(List<NewJob> jobs) {
    try {
      store(jobs);
    } catch (SQLException e) {
      throw unstored(jobs.size(), e);
    }
  }

  private void store(List<NewJob> jobs) throws SQLException {
    publishing.call(
        LIMIT,
        connection -> {
          prepare(connection);
          return store.submit(connection, jobs);
        });
  }

  @Override
  public void publish(Connection connection, List<Outgoing> messages) {
    List<NewJob> jobs = Submissions.of(messages);
    try {
      store.submit(connection, jobs);
    } catch (SQLException e) {
      throw unstored(jobs.size(), e);
    }
  }

  private static BrokerException unstored(int number, SQLException e) {
    boolean unknown = String.valueOf(e.getSQLState()).startsWith("08");
    return new BrokerException(
        "pg_queue: %s not be stored%s: %s"
            .formatted(
                number == 1 ? "1 task could" : number + " tasks could",
                unknown ? " for certain, and it is unknown whether it is" : "",
                e.getMessage()),
        e);
  }

  private void prepare(Connection connection) throws SQLException {
    if (checked) {
      return;
    }
    Migrations migrations = new Migrations(options.schema());
    try {
      if (options.migrates()) {
        migrations.migrate(connection);
      } else {
        migrations.check(connection);
      }
    } catch (SchemaVersionException e) {
      throw new BrokerException("pg_queue: " + e.getMessage(), e);
    }
    checked = true;
  }

  /** For the service and tasks that the options name. */
  @Override
  public Subscription subscribe() {
    return subscribe(options.nodeId(), options.tasks());
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return subscribe(
        subscriber.nodeId(),
        subscriber.tasks().stream().map(DeclaredTask::name).collect(Collectors.toSet()));
  }

  private Subscription subscribe(String node, Set<String> tasks) {
    StoreConnection claims = new StoreConnection(connections);
    StoreConnection others = new StoreConnection(connections);
    StoreConnection ends = new StoreConnection(connections);
    try {
      others.call(
          LIMIT,
          connection -> {
            prepare(connection);
            return true;
          });
      QueueSubscription subscription =
          QueueSubscription.open(options.node(), node, tasks, claims, others, ends);
      OwnedSubscription owned =
          new OwnedSubscription(subscription, List.of(claims, others, ends), subscriptions);
      subscriptions.add(owned);
      return owned;
    } catch (SQLException | RuntimeException e) {
      claims.close();
      others.close();
      ends.close();
      throw e instanceof BrokerException known
          ? known
          : new BrokerException("pg_queue: cannot subscribe: " + e.getMessage(), e);
    }
  }

  @Override
  public Conversation converse() {
    throw new BrokerException(
        "pg_queue carries tasks and no control commands: name another broker for these");
  }

  @Override
  public void close() {
    subscriptions.forEach(OwnedSubscription::close);
    publishing.close();
  }
}
