package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.KeepingBroker;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.ScheduleKeeper;
import io.dispatcherd.brokers.SchedulingBroker;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.jobs.Schedules;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.DataSourceConnections;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import io.dispatcherd.postgres.connection.ConnectionFactories.Purpose;
import io.dispatcherd.queue.node.QueueSubscription;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schedules.QueueSchedules;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.QueueStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A queue in PostgreSQL: each task is kept in a table until it is done, claimed by one service at a
 * time, and tried again if it fails or its service dies. A task runs at least once; see {@link
 * QueueOptions} for how often and how fast.
 *
 * <p>Several services share the work of a queue. Delays and rules for duplicates hold over all of
 * them. Thread-safe.
 */
public final class PgQueueBroker implements KeepingBroker, SchedulingBroker {
  private final String name;
  private final QueueOptions options;
  private final ConnectionFactory connections;
  private final QueueStore store;
  private final Tables tables;
  private final JobPublisher publisher;
  private final Desk desk;

  /** What schedules are looked at on; opened when the first one is. */
  private final StoreConnection schedules;

  private final Set<OwnedSubscription> subscriptions = ConcurrentHashMap.newKeySet();

  /**
   * A broker on the database that these connections lead to. Connects to nothing yet.
   *
   * @param connections supplies up to seven connections: one to publish on, three for a
   *     subscription, one to look at jobs and steer them, one to wait for them, one for schedules
   */
  public PgQueueBroker(QueueOptions options, ConnectionFactory connections) {
    this(PgQueueSettings.TYPE, options, connections, connections);
  }

  private PgQueueBroker(
      String name,
      QueueOptions options,
      ConnectionFactory publishing,
      ConnectionFactory connections) {
    this.name = name;
    this.options = options;
    this.connections = connections;
    store = new QueueStore(options.schema(), options.isFlushed());
    tables = new Tables(name, options);
    publisher = new JobPublisher(store, tables, publishing, connections);
    desk = new Desk(name, options, connections);
    schedules = new StoreConnection(connections);
  }

  /**
   * The broker that the settings describe. Connects to nothing yet.
   *
   * @throws io.dispatcherd.config.ConfigurationException if a class that they name can't be used,
   *     or a connection parameter
   */
  public static PgQueueBroker open(PgQueueSettings settings) {
    ConnectionFactory connections = connections(settings);
    return new PgQueueBroker(settings.name(), settings.options(), connections, kept(connections));
  }

  /** The broker that the settings describe, but that it publishes on connections of this pool. */
  public static PgQueueBroker open(PgQueueSettings settings, DataSource publishing) {
    return new PgQueueBroker(
        settings.name(),
        settings.options(),
        ConnectionFactory.of(publishing),
        kept(connections(settings)));
  }

  private static ConnectionFactory connections(PgQueueSettings settings) {
    return ConnectionFactories.of(settings.name(), settings.publishing(), Purpose.PUBLISHING);
  }

  /** A service keeps its connections, wherever they are from. */
  private static ConnectionFactory kept(ConnectionFactory connections) {
    return connections instanceof DataSourceConnections pool
        ? new DataSourceConnections(pool.source(), ConnectionFactory.Use.KEPT)
        : connections;
  }

  @Override
  public String name() {
    return name;
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
      publisher.submit(jobs);
    } catch (SQLException e) {
      throw unstored(jobs.size(), e);
    }
    subscriptions.forEach(OwnedSubscription::look);
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

  private BrokerException unstored(int number, SQLException e) {
    boolean unknown = String.valueOf(e.getSQLState()).startsWith("08");
    return new BrokerException(
        "%s: %s not be stored%s: %s"
            .formatted(
                name,
                number == 1 ? "1 task could" : number + " tasks could",
                unknown ? " for certain, and it is unknown whether it is" : "",
                Tables.areMissing(e) ? tables.advice() : e.getMessage()),
        e);
  }

  /** For a service that can run nothing: one that can is named in {@link Subscriber}. */
  @Override
  public Subscription subscribe() {
    return subscribe(new Subscriber("", List.of()));
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
      tables.prepare(others);
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
          : new BrokerException(name + ": cannot subscribe: " + e.getMessage(), e);
    }
  }

  @Override
  public Schedules schedules() {
    return queueSchedules();
  }

  @Override
  public ScheduleKeeper scheduleKeeper() {
    return queueSchedules();
  }

  private QueueSchedules queueSchedules() {
    return new QueueSchedules(
        options.schema(),
        schedules,
        tables::prepare,
        () -> subscriptions.forEach(OwnedSubscription::look));
  }

  @Override
  public Conversation converse() {
    throw new BrokerException(
        name + " carries tasks and no control commands: name another broker for these");
  }

  @Override
  public Jobs jobs() {
    return desk.jobs();
  }

  @Override
  public Queues queues() {
    return desk.queues();
  }

  @Override
  public void close() {
    desk.close();
    subscriptions.forEach(OwnedSubscription::close);
    schedules.close();
    publisher.close();
  }
}
