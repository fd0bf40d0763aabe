package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.processors.Kept;
import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a worker has been told that its kept tasks are the service's. It is told anew when a
 * third of that is over, so that it ends by itself only if its service can't tell it any more.
 * Owned by the pool's thread.
 */
public final class ToldLease {
  private static final int PARTS = 3;

  private @Nullable Instant tellAt;

  /** When it is to be told again; null if it has no kept task. */
  @Nullable Instant tellAt() {
    return tellAt;
  }

  /** Nothing needs to be told until the next kept task. */
  void rest() {
    tellAt = null;
  }

  /**
   * What to tell a worker that has these tasks; empty if it knows enough.
   *
   * @param isDue whether the time has come to say it again
   */
  public Optional<ToWorker.Lease> next(Stream<PendingTask> tasks, boolean isDue, Instant now) {
    Instant due = tellAt;
    if (due != null && now.isBefore(due) && !isDue) {
      return Optional.empty();
    }
    Optional<Duration> left =
        tasks
            .flatMap(task -> task.handling().kept().stream())
            .map(Kept::leaseLeft)
            .flatMap(Optional::stream)
            .min(Duration::compareTo);
    tellAt = left.map(some -> now.plus(later(some))).orElse(null);
    return left.map(some -> new ToWorker.Lease(some, Instant.now().plus(some)));
  }

  private static Duration later(Duration left) {
    Duration part = left.dividedBy(PARTS);
    return part.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : part;
  }
}
