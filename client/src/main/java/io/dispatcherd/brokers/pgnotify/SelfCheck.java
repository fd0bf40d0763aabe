package io.dispatcherd.brokers.pgnotify;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When one subscription has to prove that its connection still delivers, and whether it did. Only
 * decides: the caller passes in the time, sends and receives. For one thread.
 */
final class SelfCheck {
  private final @Nullable Duration maxIdle;
  private final Duration maxAge;
  private final SelfCheckStatistics statistics;

  /** When something last came in, as {@link System#nanoTime} tells it. */
  private long heardAt;

  /** When the check in flight was sent; null while there is none. */
  private @Nullable Long sentAt;

  /**
   * @param maxIdle check after this long without a notification; empty for never
   * @param maxAge a check must be back within this
   * @param now the time that the connection began to listen
   */
  SelfCheck(Optional<Duration> maxIdle, Duration maxAge, SelfCheckStatistics statistics, long now) {
    this.maxIdle = maxIdle.orElse(null);
    this.maxAge = maxAge;
    this.statistics = statistics;
    this.heardAt = now;
  }

  /** How long nothing needs to be done but to wait; at most {@code limit}. */
  Duration untilNextStep(long now, Duration limit) {
    if (maxIdle == null) {
      return limit;
    }
    Duration left =
        sentAt == null ? maxIdle.minusNanos(now - heardAt) : maxAge.minusNanos(now - sentAt);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(limit) < 0 ? left : limit;
  }

  /** Whether it is time to send a check. */
  boolean isDue(long now) {
    return maxIdle != null && sentAt == null && now - heardAt >= maxIdle.toNanos();
  }

  /** Whether the check in flight is missing. To be asked after all that is there was received. */
  boolean isOverdue(long now) {
    return sentAt != null && now - sentAt >= maxAge.toNanos();
  }

  void sent(long now) {
    sentAt = now;
  }

  /** A notification came in that isn't the check. */
  void heard(long now) {
    heardAt = now;
  }

  /** The check came back. */
  void returned(long now) {
    heardAt = now;
    if (sentAt != null) {
      statistics.succeeded(Duration.ofNanos(now - sentAt));
      sentAt = null;
    }
  }
}
