package io.dispatcherd.dashboard.access.signin;

import io.dispatcherd.dashboard.access.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that somebody has ended before their time. Kept in memory and, where there is a queue,
 * in a table, from which other dashboards and the next process learn of them within seconds.
 * Thread-safe: the lock of this object guards its fields.
 */
public final class EndedSessions {
  private static final Logger log = LoggerFactory.getLogger(EndedSessions.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** Where they are kept for longer than this process lives. Thread-safe. */
  public interface Store {
    /** Keeps one until it would have ended by itself. */
    void add(String id, Instant until) throws Exception;

    /** All that would go on still, with when they would have ended. */
    Map<String, Instant> all() throws Exception;
  }

  private final Optional<Store> store;
  private final Clock clock;
  private final Map<String, Instant> ended = new HashMap<>();
  private Instant looked = Instant.MIN;

  /** Kept there too, if there is such a place. */
  public EndedSessions(Optional<Store> store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  boolean hasEnded(Session session) {
    if (isTimeToLook()) {
      look();
    }
    synchronized (this) {
      return ended.containsKey(session.id());
    }
  }

  void end(Session session) {
    Instant now = clock.instant();
    synchronized (this) {
      ended.values().removeIf(until -> until.isBefore(now));
      ended.put(session.id(), session.until());
    }
    try {
      if (store.isPresent()) {
        store.get().add(session.id(), session.until());
      }
    } catch (Exception e) {
      log.warn("That a session has ended is known to this process alone: {}", e.toString());
    }
  }

  /** One of those who ask looks, and the others don't wait. */
  private synchronized boolean isTimeToLook() {
    Instant now = clock.instant();
    if (store.isEmpty() || (!looked.equals(Instant.MIN) && now.isBefore(looked.plus(LOOK_EVERY)))) {
      return false;
    }
    looked = now;
    ended.values().removeIf(until -> until.isBefore(now));
    return true;
  }

  private void look() {
    try {
      Map<String, Instant> all = store.orElseThrow().all();
      synchronized (this) {
        ended.putAll(all);
      }
    } catch (Exception e) {
      log.debug("Ended sessions can't be read", e);
    }
  }
}
