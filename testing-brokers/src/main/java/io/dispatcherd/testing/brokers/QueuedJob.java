package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Outgoing;
import java.time.Instant;

/** A message of a {@link MemoryQueue} that has not ended, which guards it. */
final class QueuedJob {
  private final long number;
  private final Outgoing message;
  private final Instant submittedAt;

  /** The number of the next attempt, or of the one that is under way. */
  int attempt = 1;

  Instant runAt;
  Instant leasedUntil = Instant.MAX;

  QueuedJob(long number, Outgoing message, Instant now) {
    this.number = number;
    this.message = message;
    submittedAt = now;
    runAt = now;
  }

  long number() {
    return number;
  }

  Outgoing message() {
    return message;
  }

  Instant submittedAt() {
    return submittedAt;
  }
}
