package io.dispatcherd.service.dispatch;

import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.producers.Credit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the service wants of brokers that keep messages: one task for each free worker, and what
 * quick ones will need soon, less what waits for them here, and no more than there is room for.
 * Several brokers share it, but each is granted at least one, so that none is forgotten for
 * another. What waits here while no worker will be free soon goes back. Owned by the event loop.
 */
public final class Wants {
  /** What waits behind tasks that take longer than this goes back to its broker. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final List<Credit> credits;
  private final TaskFlow flow;
  private final WorkerPool pool;
  private Instant until = Instant.MAX;

  /** Since when no worker has been free, or about to be, for what waits here; null if one is. */
  private @Nullable Instant uselessSince;

  /**
   * @param credits of the brokers that keep messages
   */
  public Wants(List<Credit> credits, TaskFlow flow, WorkerPool pool) {
    this.credits = List.copyOf(credits);
    this.flow = flow;
    this.pool = pool;
  }

  /** Grants what is wanted now. To be called at the end of each turn, and at {@link #until}. */
  void publish(boolean isStopping, Instant now) {
    if (credits.isEmpty()) {
      return;
    }
    int free = pool.free();
    int soon = pool.soon(now);
    until = isStopping ? Instant.MAX : pool.soonUntil(now);
    if (isStopping || free + soon > 0 || flow.ready() == 0) {
      uselessSince = null;
    } else {
      giveBackIn(now);
    }
    int wanted = isStopping ? 0 : Math.max(0, Math.min(missing(free, soon), flow.room()));
    int each = wanted == 0 ? 0 : Math.max(1, wanted / credits.size());
    credits.forEach(credit -> credit.grant(each));
  }

  /** In few large parts: what is needed soon isn't asked for until half of it is missing. */
  private int missing(int free, int soon) {
    int waiting = flow.ready();
    int missing = free + soon - waiting;
    return missing > soon / 2 ? missing : free - waiting;
  }

  private void giveBackIn(Instant now) {
    Instant since = uselessSince == null ? now : uselessSince;
    uselessSince = since;
    Instant due = since.plus(PATIENCE);
    if (now.isBefore(due)) {
      until = due;
    } else {
      flow.giveBackKept();
      uselessSince = null;
    }
  }

  /** When less may be wanted although nothing has happened. */
  Instant until() {
    return until;
  }
}
