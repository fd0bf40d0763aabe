package io.dispatcherd.brokers;

import java.time.Instant;

/**
 * For how long a delivery is the service's. Its broker renews it, with one heartbeat for all that
 * is not acknowledged yet, until it is acknowledged, and says so if it can't: see {@link
 * Subscription#onLost}.
 */
@FunctionalInterface
public interface Lease {
  /** When it runs out if nothing renews it any more, by this machine's clock. Any thread. */
  Instant until();
}
