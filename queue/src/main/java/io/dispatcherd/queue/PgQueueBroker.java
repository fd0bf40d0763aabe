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
import io.dispatcherd.brokers.WorkflowBroker;
import io.dispatcherd.brokers.pgnotify.PgNotifyBroker;
import io.dispatcherd.brokers.pgnotify.PgNotifyOptions;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.jobs.Schedules;
import io.dispatcherd.jobs.Workflows;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.DataSourceConnections;
import io.dispatcherd.postgres.SuppliedConnections;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import io.dispatcherd.postgres.connection.ConnectionFactories.Purpose;
import io.dispatcherd.queue.node.Announcer;
import io.dispatcherd.queue.node.Channels;
import io.dispatcherd.queue.node.NodeConnections;
import io.dispatcherd.queue.node.QueueSubscription;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schedules.QueueSchedules;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Registry;
import io.dispatcherd.queue.store.StepSubmissions;
import io.dispatcherd.queue.store.Upkeep;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue in PostgreSQL: each task is kept in a table until it is done, claimed by one service at a
 * time, and tried again if it fails or its service dies. A task runs at least once; see {@link
 * QueueOptions} for how often and how fast.
 *
 * <p>Several services share the work of a queue. Delays and rules for duplicates hold over all of
 * them. Thread-safe.
 */
public final class PgQueueBroker implements KeepingBroker, SchedulingBroker, WorkflowBroker {
  private static final Logger log = LoggerFactory.getLogger(PgQueueBroker.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** So that a connection that has gone dead is known to be so within 15 s. */
  private static final Duration CHECK_AFTER = Duration.ofSeconds(8);

  private static final Duration CHECK_WITHIN = Duration.ofSeconds(2);

  private final String name;
  private final QueueOptions options;
  private final ConnectionFactory connections;
  private final StepSubmissions store;
  private final Tables tables;
  private final JobPublisher publisher;
  private final Desk desk;

  /** What schedules and workflows are looked at on; opened when the first one is. */
  private final StoreConnection schedules;

  private final Announcer announcer;
  private final Signing signing;

  /** Carries calls and commands; null without listening. */
  private final @Nullable PgNotifyBroker calls;

  /** Makes what keeps messages of channels, if there are such. */
  private final Function<Consumer<List<Outgoing>>, Optional<Bridge>> bridges;

  private final AtomicReference<@Nullable Bridge> bridge = new AtomicReference<>();
  private final Set<OwnedSubscription> subscriptions = ConcurrentHashMap.newKeySet();

  /**
   * A broker on the database that these connections lead to. Connects to nothing yet.
   *
   * @param connections supplies up to eleven connections that are kept: one to publish on, one to
   *     tell services of that, one for replies to commands, five for a subscription, of which one
   *     listens, one to look at jobs and steer them, one to wait for them, one for schedules
   */
  public PgQueueBroker(QueueOptions options, ConnectionFactory connections) {
    this(options, connections, connections, Signing.NONE);
  }

  /**
   * A broker with connections of their own to listen on, and with signed messages.
   *
   * @param connections supplies up to ten connections that are kept
   * @param listening supplies a connection for each subscription and conversation, to listen on
   * @param signing belongs to this broker alone; it checks tasks, and commands with their replies
   */
  public PgQueueBroker(
      QueueOptions options,
      ConnectionFactory connections,
      ConnectionFactory listening,
      Signing signing) {
    this(
        PgQueueSettings.TYPE,
        options,
        connections,
        connections,
        listening,
        signing,
        store -> Optional.empty());
  }

  private PgQueueBroker(
      String name,
      QueueOptions options,
      ConnectionFactory publishing,
      ConnectionFactory connections,
      ConnectionFactory listening,
      Signing signing,
      Function<Consumer<List<Outgoing>>, Optional<Bridge>> bridges) {
    this.name = name;
    this.bridges = bridges;
    this.options = options;
    this.connections = connections;
    this.signing = signing;
    store =
        new StepSubmissions(
            options.schema(), new QueueStore(options.schema(), options.isFlushed()));
    tables = new Tables(name, options);
    publisher = new JobPublisher(store, tables, publishing, connections);
    desk = new Desk(name, options, connections);
    schedules = new StoreConnection(connections);
    announcer = new Announcer(new Upkeep(options.schema()), new StoreConnection(connections));
    calls = options.node().isListening() ? calls(listening) : null;
  }

  private PgNotifyBroker calls(ConnectionFactory listening) {
    String control = new Channels(options.schema()).control();
    return new PgNotifyBroker(
        new PgNotifyOptions(
            List.of(control), Optional.of(control), Optional.of(CHECK_AFTER), CHECK_WITHIN),
        connections,
        listening,
        signing,
        name);
  }

  /**
   * The broker that the settings describe. Connects to nothing yet.
   *
   * @throws io.dispatcherd.config.ConfigurationException if a class that they name can't be used,
   *     or a connection parameter
   */
  public static PgQueueBroker open(PgQueueSettings settings) {
    return open(settings, SuppliedConnections.NONE);
  }

  /** The broker that the settings describe, but that it publishes on connections of this pool. */
  public static PgQueueBroker open(PgQueueSettings settings, DataSource publishing) {
    return open(settings, SuppliedConnections.of(publishing));
  }

  /** The broker that the settings describe, on connections of the program where it has some. */
  public static PgQueueBroker open(PgQueueSettings settings, SuppliedConnections supplied) {
    String name = settings.name();
    Supplier<ConnectionFactory> configured =
        () -> ConnectionFactories.of(name, settings.publishing(), Purpose.PUBLISHING);
    return new PgQueueBroker(
        name,
        settings.options(),
        supplied.publishing().orElseGet(configured),
        kept(supplied.kept().orElseGet(configured)),
        kept(
            supplied
                .kept()
                .orElseGet(
                    () -> ConnectionFactories.of(name, settings.listening(), Purpose.LISTENING))),
        Signing.of(name, settings.signing()),
        store -> bridge(settings, supplied, store));
  }

  private static Optional<Bridge> bridge(
      PgQueueSettings settings, SuppliedConnections supplied, Consumer<List<Outgoing>> store) {
    if (settings.bridge().isEmpty()) {
      return Optional.empty();
    }
    PgNotifySettings channels =
        new PgNotifySettings(
            settings.name() + "-bridge",
            settings.publishing(),
            settings.listening(),
            List.copyOf(settings.bridge().keySet()),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(30)),
            Duration.ofSeconds(2),
            settings.signing());
    return Optional.of(
        new Bridge(PgNotifyBroker.open(channels, supplied), settings.bridge(), store));
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

  /** Creates, upgrades or checks the tables, as {@code migrate} says. */
  @Override
  public void prepare() {
    try {
      publisher.prepare();
    } catch (SQLException e) {
      throw new BrokerException(name + ": the tables can't be prepared: " + e.getMessage(), e);
    }
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
   * Submits tasks in their order, all or none, in one round trip. When this returns, they are
   * stored. If the connection breaks while the server is at work, the exception says that it is
   * unknown whether they are. Commands go to every service that listens.
   */
  @Override
  public void publish(List<Outgoing> messages) {
    List<Outgoing> commands = messages.stream().filter(Submissions::isCommand).toList();
    if (!commands.isEmpty()) {
      calls().publish(commands.stream().map(this::command).toList());
    }
    if (commands.size() < messages.size()) {
      submit(messages.stream().filter(message -> !commands.contains(message)).toList());
    }
  }

  private void submit(List<Outgoing> messages) {
    List<NewJob> jobs = Submissions.of(messages, signing);
    Set<String> queues = toBeCalled(messages);
    try {
      if (!publisher.submit(jobs, queues)) {
        announcer.submitted(queues);
      }
    } catch (SQLException e) {
      throw unstored(jobs.size(), e);
    }
    subscriptions.forEach(OwnedSubscription::look);
  }

  /** The queues of which services are to be told. */
  private Set<String> toBeCalled(List<Outgoing> messages) {
    return calls == null
        ? Set.of()
        : messages.stream().map(Outgoing::channel).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void publish(Connection connection, List<Outgoing> messages) {
    List<NewJob> jobs = Submissions.of(messages, signing);
    try {
      var unused = store.submit(connection, jobs, toBeCalled(messages));
    } catch (SQLException e) {
      throw unstored(jobs.size(), e);
    }
  }

  private static Map<String, String> declaredQueues(List<DeclaredTask> tasks) {
    Map<String, String> queues = new HashMap<>();
    for (DeclaredTask task : tasks) {
      if (task.defaults().get("queue") instanceof String queue) {
        queues.put(task.name(), queue);
      }
    }
    return queues;
  }

  private NewJob job(Outgoing message) {
    return Submissions.of(List.of(message), signing).get(0);
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
    Set<String> tasks =
        subscriber.tasks().stream().map(DeclaredTask::name).collect(Collectors.toSet());
    NodeConnections opened = NodeConnections.on(connections);
    try {
      tables.prepare(opened.chores());
      opened.chores().call(LIMIT, connection -> store(connection, subscriber.tasks()));
      QueueSubscription subscription =
          QueueSubscription.open(
              options.node(),
              subscriber.nodeId(),
              tasks,
              declaredQueues(subscriber.tasks()),
              opened,
              calls,
              signing,
              this::job);
      OwnedSubscription owned = new OwnedSubscription(subscription, opened, subscriptions);
      subscriptions.add(owned);
      startBridge();
      return owned;
    } catch (SQLException | RuntimeException e) {
      opened.close();
      throw e instanceof BrokerException known
          ? known
          : new BrokerException(name + ": cannot subscribe: " + e.getMessage(), e);
    }
  }

  /** Only one that works on the queue keeps what comes over channels. */
  private synchronized void startBridge() {
    if (bridge.get() == null) {
      bridges.apply(this::publish).ifPresent(bridge::set);
    }
  }

  /** What this service knows of its tasks and queues, for all who submit. */
  private boolean store(Connection connection, List<DeclaredTask> declared) throws SQLException {
    Registry registry = new Registry(options.schema());
    registry.declare(connection, declared);
    registry.setMaxReady(connection, options.maxReady());
    for (Map.Entry<String, QueueSettings> queue : options.queues().entrySet()) {
      if (queue.getValue().row().isEmpty()) {
        continue;
      }
      registry
          .configure(connection, queue.getKey(), queue.getValue().row())
          .ifPresent(
              changes ->
                  log.info(
                      "{}: the queue {} is as the configuration says: {}",
                      name,
                      queue.getKey(),
                      changes));
    }
    return true;
  }

  @Override
  public Schedules schedules() {
    return queueSchedules();
  }

  @Override
  public ScheduleKeeper scheduleKeeper() {
    return queueSchedules();
  }

  @Override
  public Workflows workflows() {
    return new QueueWorkflows(options.schema(), schedules, tables);
  }

  private QueueSchedules queueSchedules() {
    return new QueueSchedules(
        options.schema(),
        schedules,
        tables::prepare,
        () -> subscriptions.forEach(OwnedSubscription::look));
  }

  /** Opens a conversation. Commands reach every service that works on this schema and listens. */
  @Override
  public Conversation converse() {
    Conversation conversation = calls().converse();
    return new QueueConversation(conversation, this::command);
  }

  /** Whatever queue it names, a command is for every service. */
  private Outgoing command(Outgoing message) {
    return new Outgoing(new Channels(options.schema()).control(), message.payload());
  }

  private PgNotifyBroker calls() {
    if (calls == null) {
      throw new BrokerException(
          name
              + ": commands need listening, and it is off: set listen: true, or name another broker"
              + " for control");
    }
    return calls;
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> status =
        new LinkedHashMap<>(calls == null ? signing.status() : calls.status());
    status.put(
        "listening",
        !subscriptions.isEmpty()
            && subscriptions.stream().allMatch(OwnedSubscription::isListening));
    status.put(
        "unwritten_ends", subscriptions.stream().mapToInt(OwnedSubscription::unwritten).sum());
    return status;
  }

  /** Of PostgreSQL's notification queue, as a subscription saw it in the last half minute. */
  @Override
  public OptionalDouble queueUsage() {
    return calls == null ? OptionalDouble.empty() : calls.queueUsage();
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
    Bridge running = bridge.getAndSet(null);
    if (running != null) {
      running.close();
    }
    desk.close();
    subscriptions.forEach(OwnedSubscription::close);
    schedules.close();
    announcer.close();
    publisher.close();
    if (calls != null) {
      calls.close();
    }
  }
}
