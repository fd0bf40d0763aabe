package io.dispatcherd.brokers;

import java.time.Instant;

/**
 * How long a delivery belongs to the service. The broker renews it until the delivery is
 * acknowledged, with one heartbeat for all unacknowledged ones, and tells the service if it can't:
 * see {@link Subscription#onLost}.
 */
@FunctionalInterface
public interface Lease {
  /** When it expires unless renewed, by this machine's clock. Any thread. */
  Instant until();
}
