package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Request;
import io.dispatcherd.queue.store.Taken;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service takes from the queue. It asks the database when jobs are wanted and somebody says
 * that there may be some, or the poll interval is over. An outage of the database ends nothing: it
 * goes on asking.
 */
public final class QueueSubscription implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(QueueSubscription.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LAST_ENDS = Duration.ofSeconds(5);

  private final QueueStore store;
  private final StoreConnection connection;
  private final NodeSettings settings;
  private final ServiceLease lease;
  private final Ends ends;
  private final Shares shares;
  private final List<Long> able;
  private final Signal signal = new Signal();

  /** What was handed over and hasn't ended, by job. */
  private final Map<Long, QueueDelivery> held = new ConcurrentHashMap<>();

  private volatile Consumer<Delivery> onLost = lost -> {};
  private volatile Consumer<Delivery> onCancel = cancelled -> {};

  /** Whether whoever waits in {@link #receive} is to return. */
  private final AtomicBoolean wokenUp = new AtomicBoolean();

  private volatile boolean paused;
  private volatile boolean closed;

  /** Owned by the receiving thread. */
  private long lastRequest;

  /**
   * Registers a service and begins to renew its lease.
   *
   * @param node the service's name
   * @param tasks that it can run
   * @param claims the connection to take jobs on
   * @param others the connection for heartbeats
   * @param endings the connection to tell ends on
   * @throws SQLException if the database can't be reached or refuses
   */
  public static QueueSubscription open(
      NodeSettings settings,
      String node,
      Set<String> tasks,
      StoreConnection claims,
      StoreConnection others,
      StoreConnection endings)
      throws SQLException {
    QueueSubscription subscription =
        new QueueSubscription(settings, node, tasks, claims, others, endings);
    subscription.lease.start();
    return subscription;
  }

  private QueueSubscription(
      NodeSettings settings,
      String node,
      Set<String> tasks,
      StoreConnection claims,
      StoreConnection others,
      StoreConnection endings)
      throws SQLException {
    this.settings = settings;
    connection = claims;
    store = new QueueStore(settings.schema(), settings.isFlushed());
    shares = new Shares(settings.queues());
    able = tasks.stream().map(Names::id).toList();
    lease = new ServiceLease(store, others, settings, node, tasks, this::letGo, this::letGo);
    lastRequest = lease.lastRequest();
    ends =
        new Ends(
            store,
            endings,
            new Endings(settings.retries(), settings.resultBytes()),
            lease::service,
            "pg_queue-ends");
  }

  @Override
  public List<Received> receive(int most, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!paused && !closed) {
      long wait = settings.pollInterval().toNanos();
      try {
        List<Received> taken = take(lease.isSure() ? most : 0);
        if (!taken.isEmpty()) {
          return taken;
        }
      } catch (SQLException e) {
        if (closed) {
          break;
        }
        log.warn("The queue can't be read, and is asked again: {}", e.getMessage());
        wait = AFTER_FAILURE.toNanos();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      signal.await(Math.min(wait, left));
      if (wokenUp.getAndSet(false)) {
        break;
      }
    }
    return List.of();
  }

  private List<Received> take(int most) throws SQLException {
    List<Claim.Share> wanted = most == 0 ? List.of() : shares.of(most);
    long after = lastRequest;
    Taken taken =
        connection.call(
            LIMIT, on -> store.take(on, new Claim(lease.service(), wanted, able, after)));
    taken.requests().forEach(this::heed);
    List<ClaimedJob> jobs = taken.jobs();
    if (most > 0) {
      shares.taken(jobs, most);
    }
    ends.taken(jobs);
    List<Received> deliveries = new ArrayList<>(jobs.size());
    for (ClaimedJob job : jobs) {
      QueueDelivery delivery = new QueueDelivery(job, lease, ends, held::remove);
      held.put(job.id(), delivery);
      deliveries.add(delivery);
    }
    return deliveries;
  }

  private void heed(Request request) {
    lastRequest = Math.max(lastRequest, request.number());
    Requests.cancelled(request)
        .ifPresent(
            job -> {
              QueueDelivery delivery = held.get(job);
              if (delivery != null) {
                onCancel.accept(delivery);
              }
            });
  }

  /** Others may have what this service has: it is not the service's any more. */
  private void letGo() {
    Collection<QueueDelivery> all = List.copyOf(held.values());
    held.clear();
    for (QueueDelivery delivery : all) {
      onLost.accept(delivery);
      // If nobody has taken it over, it is ready for others as soon as the database is back.
      delivery.giveBack();
    }
  }

  @Override
  public void wakeUp() {
    wokenUp.set(true);
    signal.give();
  }

  /** There may be jobs: the next look is at once. */
  public void look() {
    signal.give();
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
    if (closed) {
      return;
    }
    closed = true;
    paused = true;
    signal.give();
    try {
      ends.flush(LAST_ENDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ends.close();
    lease.close();
  }
}
