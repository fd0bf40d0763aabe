package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Request;
import io.dispatcherd.queue.store.Taken;
import io.dispatcherd.queue.store.Upkeep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs from the queue, and sees to it that the service and the database agree on what it has.
 * For the receiving thread, but for {@link #beaten}.
 */
final class Claims {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** After this, the server has ended whatever it was doing on a connection that broke. */
  private static final Duration ENDED_THERE = LIMIT.plusSeconds(5);

  private static final Duration NOTHING_DUE = Duration.ofDays(1);

  /**
   * What a look at the queue brought.
   *
   * @param deliveries jobs to run
   * @param pause how long until the next look
   */
  record Look(List<Received> deliveries, Duration pause) {}

  private final QueueStore store;
  private final Upkeep upkeep;
  private final NodeConnections connections;
  private final ServiceLease lease;
  private final Ends ends;
  private final Errands errands;
  private final HeldJobs held;
  private final Signing signing;
  private final Consumer<QueueDelivery> onLost;
  private final Shares shares;
  private final List<Long> able;
  private final boolean isFlushed;

  /** How often the connections had been opened when all was compared. */
  private long verifiedAt;

  /** Whether a connection of the lease's has been opened anew. Written by the heart's thread. */
  private volatile boolean isHeartNew;

  /** For the heart's thread. */
  private long heartOpened = 1;

  /** Whether what the service has is to be compared with what the database says. */
  private boolean isDoubtful;

  /** When it is to be compared once more, of {@link System#nanoTime}; 0 for never. */
  private long compareAgainAt;

  /**
   * @param onLost told what turns out to be no longer the service's
   */
  Claims(
      QueueStore store,
      Upkeep upkeep,
      NodeConnections connections,
      NodeSettings settings,
      ServiceLease lease,
      Ends ends,
      Errands errands,
      HeldJobs held,
      Signing signing,
      Set<String> tasks,
      Consumer<QueueDelivery> onLost) {
    this.store = store;
    this.upkeep = upkeep;
    this.connections = connections;
    this.lease = lease;
    this.ends = ends;
    this.errands = errands;
    this.held = held;
    this.signing = signing;
    this.onLost = onLost;
    shares = new Shares(settings.queues());
    able = tasks.stream().map(Names::id).toList();
    isFlushed = settings.isFlushed();
  }

  /** The lease was renewed. On a new connection that may be after a crash of the server. */
  void beaten() {
    long opened = connections.heart().opened();
    if (opened != heartOpened) {
      heartOpened = opened;
      isHeartNew = true;
    }
  }

  /**
   * Looks at the queue.
   *
   * @param most how many jobs are wanted
   * @param onRequest told what the service is asked to do
   */
  Look look(int most, Consumer<Request> onRequest) throws SQLException {
    try {
      compareIfNeeded();
      return take(most, onRequest);
    } catch (SQLException e) {
      isDoubtful = true;
      throw e;
    }
  }

  private Look take(int most, Consumer<Request> onRequest) throws SQLException {
    List<Claim.Share> wanted = most == 0 ? List.of() : shares.of(most);
    long identity = lease.service();
    Taken taken =
        connections
            .claims()
            .call(LIMIT, on -> store.take(on, new Claim(identity, wanted, able, 0)));
    taken.requests().forEach(onRequest);
    List<ClaimedJob> jobs = taken.jobs();
    if (most > 0) {
      shares.taken(jobs, most);
    }
    Duration pause = taken.nextDue().orElse(NOTHING_DUE).plusMillis(1);
    return new Look(jobs.isEmpty() ? List.of() : handOver(jobs, identity), pause);
  }

  private List<Received> handOver(List<ClaimedJob> jobs, long identity) throws SQLException {
    ends.taken(jobs);
    List<QueueDelivery> deliveries = new ArrayList<>(jobs.size());
    List<Received> received = new ArrayList<>(jobs.size());
    for (ClaimedJob job : jobs) {
      Received checked =
          signing.checkKept(
              job.queue(),
              Objects.requireNonNullElse(job.message(), ""),
              (channel, text) -> {
                QueueDelivery delivery =
                    new QueueDelivery(job, text, lease, ends, errands, held::ended);
                deliveries.add(delivery);
                return delivery;
              });
      received.add(checked);
    }
    boolean isStored = false;
    try {
      flush(jobs);
      isStored = true;
    } finally {
      if (!isStored) {
        deliveries.forEach(QueueDelivery::giveBack);
      }
    }
    BooleanSupplier isOurs = () -> lease.service() == identity && lease.isSure();
    if (!held.add(deliveries, isOurs)) {
      // It took too long: the lease may be over before they have begun.
      deliveries.forEach(QueueDelivery::giveBack);
      return List.of();
    }
    return received;
  }

  /** A rule for duplicates holds over all services: its claim must not be undone by a crash. */
  private void flush(List<ClaimedJob> jobs) throws SQLException {
    if (!isFlushed && jobs.stream().anyMatch(job -> job.claim() != null)) {
      connections
          .claims()
          .call(
              LIMIT,
              on -> {
                upkeep.flush(on);
                return true;
              });
    }
  }

  private void compareIfNeeded() throws SQLException {
    long opened = connections.claims().opened();
    boolean isTime = compareAgainAt != 0 && System.nanoTime() - compareAgainAt >= 0;
    boolean isNew = isHeartNew || (opened > 1 && opened != verifiedAt);
    if (!isDoubtful && !isTime && !isNew) {
      return;
    }
    isHeartNew = false;
    compareAgainAt = isDoubtful ? System.nanoTime() + ENDED_THERE.toNanos() : 0;
    compare();
    isDoubtful = false;
    verifiedAt = connections.claims().opened();
  }

  private void compare() throws SQLException {
    long identity = lease.service();
    Map<Long, Set<Long>> open = ends.open();
    Set<Long> gone = connections.claims().call(LIMIT, on -> upkeep.verify(on, identity, open));
    if (!gone.isEmpty() && identity == lease.service()) {
      ends.forget(gone);
      List<QueueDelivery> lost = held.lose(gone);
      if (!lost.isEmpty()) {
        log.warn("{} jobs aren't this service's any more: the server lost its claims", lost.size());
        lost.forEach(onLost);
      }
    }
  }
}
