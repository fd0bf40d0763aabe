package io.dispatcherd.service.dispatch;

import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.producers.Credit;
import java.time.Instant;
import java.util.List;

/**
 * What the service wants of brokers that keep messages: as much as its workers can take, less what
 * waits for them here, and no more than there is room for. Each broker is granted all of it, since
 * nobody knows which has something. Owned by the event loop.
 */
public final class Wants {
  private final List<Credit> credits;
  private final TaskFlow flow;
  private final WorkerPool pool;
  private Instant until = Instant.MAX;

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
    int missing = isStopping ? 0 : pool.takes(now) - flow.ready();
    int wanted = Math.max(0, Math.min(missing, flow.room()));
    credits.forEach(credit -> credit.grant(wanted));
    until = isStopping ? Instant.MAX : pool.takesUntil(now);
  }

  /** When less may be wanted although nothing has happened. */
  Instant until() {
    return until;
  }
}
