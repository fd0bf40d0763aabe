package io.dispatcherd.tasks;

import java.time.Duration;
import java.util.Optional;

/**
 * What a submission gets that sets nothing itself. Immutable.
 *
 * @param queue the channel; empty for the publisher's default
 * @param queueFrom binary name of the class that chooses the channel instead
 * @param timeout how long a run may take; empty for no limit
 * @param delay how long the service holds the task back; empty for not at all
 * @param onDuplicate what becomes of a submission that equals another one
 */
public record TaskDefaults(
    Optional<String> queue,
    Optional<String> queueFrom,
    Optional<Duration> timeout,
    Optional<Duration> delay,
    OnDuplicate onDuplicate) {
  /** Nothing set. */
  public static final TaskDefaults NONE =
      new TaskDefaults(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OnDuplicate.PARALLEL);
}
