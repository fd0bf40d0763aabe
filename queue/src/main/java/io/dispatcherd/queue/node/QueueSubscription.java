package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.pgnotify.PgNotifyBroker;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.queue.store.Beat;
import io.dispatcherd.queue.store.Completions;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Request;
import io.dispatcherd.queue.store.Steps;
import io.dispatcherd.queue.store.Upkeep;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service takes from the queue, and the commands that reach it. It asks the database when
 * jobs are wanted and somebody says that there may be some, the next job is due, or the poll
 * interval is over. An outage of the database ends nothing: it goes on asking.
 */
public final class QueueSubscription implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(QueueSubscription.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LAST_ENDS = Duration.ofSeconds(5);

  /** While something runs, requests about it are looked for at least this often. */
  private static final Duration REQUESTS = Duration.ofMillis(1500);

  /**
   * After a call, there are further looks: of several submissions within some milliseconds one call
   * speaks of the first, and the others may be committed just after it.
   */
  private static final Duration[] ECHOES = {Duration.ofMillis(8), Duration.ofMillis(40)};

  private final NodeSettings settings;
  private final NodeConnections connections;
  private final ServiceLease lease;
  private final Ends ends;
  private final Errands errands;
  private final Claims claims;
  private final Chores chores;
  private final @Nullable Listener listener;
  private final Signal signal = new Signal();
  private final Outage outage = new Outage(log);

  /** What was handed over and hasn't ended. */
  private final HeldJobs held = new HeldJobs();

  /** Commands that have come and weren't received. */
  private final ConcurrentLinkedQueue<Received> commands = new ConcurrentLinkedQueue<>();

  private volatile Consumer<Delivery> onLost = lost -> {};
  private volatile Consumer<Delivery> onCancel = cancelled -> {};

  /** Whether whoever waits in {@link #receive} is to return. */
  private final AtomicBoolean wokenUp = new AtomicBoolean();

  /** Whether there may be jobs. */
  private final AtomicBoolean called = new AtomicBoolean();

  /** Whether there may be requests. */
  private final AtomicBoolean asked = new AtomicBoolean();

  private final AtomicBoolean isClosing = new AtomicBoolean();
  private volatile boolean paused;
  private volatile boolean closed;

  /** How many of the looks after a call have been. Owned by the receiving thread. */
  private int echoes = ECHOES.length;

  /** The last look, of {@link System#nanoTime}. Owned by the receiving thread. */
  private long lookedAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

  /**
   * Registers a service, and begins to renew its lease and to listen.
   *
   * @param node the service's name
   * @param tasks that it can run
   * @param queues those that these tasks declare, by the tasks' names
   * @param connections to the database
   * @param calls carries calls and commands; null to look each poll interval, and hear no commands
   * @param signing checks what was kept
   * @param jobs makes jobs of what its own jobs submit
   * @throws SQLException if the database can't be reached or refuses
   */
  public static QueueSubscription open(
      NodeSettings settings,
      String node,
      Set<String> tasks,
      Map<String, String> queues,
      NodeConnections connections,
      @Nullable PgNotifyBroker calls,
      Signing signing,
      Function<Outgoing, NewJob> jobs)
      throws SQLException {
    return new QueueSubscription(settings, node, tasks, queues, connections, calls, signing, jobs);
  }

  private QueueSubscription(
      NodeSettings settings,
      String node,
      Set<String> tasks,
      Map<String, String> queues,
      NodeConnections connections,
      @Nullable PgNotifyBroker calls,
      Signing signing,
      Function<Outgoing, NewJob> jobs)
      throws SQLException {
    this.settings = settings;
    this.connections = connections;
    QueueStore store = new QueueStore(settings.schema(), settings.isFlushed());
    Upkeep upkeep = new Upkeep(settings.schema());
    lease = new ServiceLease(store, connections.heart(), settings, node, tasks);
    Completions completions = new Completions(settings.schema());
    Followers followers = new Followers(queues, jobs);
    errands =
        new Errands(
            completions,
            new Steps(settings.schema()),
            connections.ends(),
            lease::service,
            followers,
            settings.resultBytes(),
            this::look);
    ends =
        new Ends(
            store,
            completions,
            followers,
            connections.ends(),
            new Endings(settings.retries(), settings.resultBytes()),
            lease::service,
            signal::give,
            "pg_queue-ends");
    claims =
        new Claims(
            store,
            upkeep,
            connections,
            settings,
            lease,
            ends,
            errands,
            held,
            signing,
            tasks,
            lost -> onLost.accept(lost));
    chores =
        new Chores(
            store,
            upkeep,
            connections.chores(),
            settings,
            lease,
            new LostJobs(completions, connections.chores(), followers, signing),
            ends::takeCounts,
            this::look);
    lease.start(new LeaseObserver());
    listener = calls == null ? null : listen(calls);
  }

  private Listener listen(PgNotifyBroker over) {
    Channels channels = new Channels(settings.schema());
    Map<String, Runnable> calls = new HashMap<>();
    settings.queues().keySet().forEach(queue -> calls.put(channels.queue(queue), this::look));
    calls.put(channels.requests(), this::lookAtRequests);
    Listener opened = new Listener(over, calls, this::lookAtRequests, this::commanded);
    try {
      opened.awaitFirstAttempt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return opened;
  }

  @Override
  public List<Received> receive(int most, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      List<Received> arrived = takeCommands();
      if (!arrived.isEmpty() || paused || closed) {
        return arrived;
      }
      Claims.Look look = look(most);
      if (!look.deliveries().isEmpty()) {
        return look.deliveries();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return takeCommands();
      }
      signal.await(Math.min(look.pause().toNanos(), left));
      if (wokenUp.getAndSet(false)) {
        return takeCommands();
      }
    }
  }

  private List<Received> takeCommands() {
    List<Received> taken = new ArrayList<>();
    for (Received next = commands.poll(); next != null; next = commands.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** Looks at the queue, unless nothing is wanted of it. */
  private Claims.Look look(int most) {
    if (called.getAndSet(false)) {
      echoes = 0;
    }
    boolean isWanted = most > 0 && lease.isSure() && ends.hasRoom();
    Duration usual = usualPause();
    Duration left = usual.minusNanos(System.nanoTime() - lookedAt);
    boolean isDue = asked.getAndSet(false) || left.isNegative() || left.isZero();
    if (!isWanted && !isDue) {
      return new Claims.Look(List.of(), left);
    }
    lookedAt = System.nanoTime();
    try {
      Claims.Look look = claims.look(isWanted ? most : 0, this::heed);
      outage.over();
      return new Claims.Look(look.deliveries(), pause(look, usual, isWanted));
    } catch (SQLException e) {
      if (!closed) {
        outage.failed("The queue can't be read", e);
      }
      return new Claims.Look(List.of(), AFTER_FAILURE);
    }
  }

  private Duration usualPause() {
    Duration poll = settings.pollInterval();
    return held.isEmpty() || poll.compareTo(REQUESTS) < 0 ? poll : REQUESTS;
  }

  private Duration pause(Claims.Look look, Duration usual, boolean isWanted) {
    Duration pause = look.pause().compareTo(usual) < 0 && isWanted ? look.pause() : usual;
    if (look.deliveries().isEmpty() && echoes < ECHOES.length) {
      Duration echo = ECHOES[echoes++];
      return echo.compareTo(pause) < 0 ? echo : pause;
    }
    return pause;
  }

  private void heed(Request request) {
    Optional<QueueDelivery> about =
        Requests.cancelled(request).flatMap(run -> held.find(run.job(), run.run()));
    about.filter(QueueDelivery::cancel).ifPresent(delivery -> onCancel.accept(delivery));
  }

  /** What becomes of the lease. */
  private final class LeaseObserver implements ServiceLease.Observer {
    @Override
    public void renewed(Beat beat) {
      claims.beaten();
      chores.seen(beat);
    }

    @Override
    public void inDoubt(Instant end) {
      held.doubt(end).forEach(onLost);
      // What waits on a connection that has gone dead begins anew, and works when the database
      // does.
      connections.claims().cutOff();
      connections.ends().cutOff();
    }

    @Override
    public void over() {
      // Nothing of it runs any more: if nobody has taken it over, it is ready for others.
      held.takeDoubtful().forEach(QueueDelivery::giveBack);
    }

    @Override
    public void takenOver() {
      ends.forget(ends.open().keySet());
      held.lose().forEach(onLost);
      signal.give();
    }
  }

  private void lookAtRequests() {
    asked.set(true);
    look();
  }

  private void commanded(List<Received> received) {
    commands.addAll(received);
    signal.give();
  }

  @Override
  public void wakeUp() {
    wokenUp.set(true);
    signal.give();
  }

  /** There may be jobs: the next look is at once. */
  public void look() {
    called.set(true);
    signal.give();
  }

  /** Whether calls and commands come in now, other than by looking. */
  public boolean isListening() {
    return listener != null && listener.isListening();
  }

  /** Ends that the database hasn't taken note of. */
  public int unwritten() {
    return ends.unwritten();
  }

  @Override
  public void onLost(Consumer<Delivery> listener) {
    onLost = listener;
  }

  @Override
  public void onCancel(Consumer<Delivery> listener) {
    onCancel = listener;
  }

  @Override
  public void pause() {
    paused = true;
    signal.give();
  }

  /** Stores the ends that are under way, and gives back what has none. */
  @Override
  public void close() {
    if (!isClosing.compareAndSet(false, true)) {
      return;
    }
    paused = true;
    closed = true;
    signal.give();
    try {
      ends.flush(LAST_ENDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (listener != null) {
      listener.close();
    }
    ends.close();
    errands.close();
    chores.close();
    lease.close();
  }
}
