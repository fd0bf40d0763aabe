package io.dispatcherd.pool.scaling;

import io.dispatcherd.frames.FromWorker.Unfit;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back the start of workers while they keep dying before they are ready: from half a second,
 * doubling, to half a minute. Logs the cause as an error once per streak of failures. Also holds it
 * back for a moment when a signal has ended a worker, since the same signal may be about to stop
 * the service.
 */
public final class StartBackoff {
  private static final Logger log = LoggerFactory.getLogger(StartBackoff.class);
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration SIGNAL_PAUSE = Duration.ofMillis(500);

  private int failures;
  private Instant notBefore = Instant.MIN;
  private Instant pausedUntil = Instant.MIN;

  public boolean allowsStart(Instant now) {
    return !now.isBefore(notBefore());
  }

  /** When starting is allowed again; in the past if it is. */
  public Instant notBefore() {
    return pausedUntil.isAfter(notBefore) ? pausedUntil : notBefore;
  }

  /** Whether the last worker to start died. */
  public boolean isActive() {
    return failures > 0;
  }

  /** A worker was ended by a signal that wasn't ours. */
  public void signalled(Instant now) {
    pausedUntil = now.plus(SIGNAL_PAUSE);
  }

  public void failed(Unfit why, Instant now) {
    if (isActive() && now.isBefore(notBefore)) {
      return; // One of several that were started together.
    }
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures, 6));
    wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    notBefore = now.plus(wait);
    failures++;
    switch (failures) {
      // Once may be chance: a signal to all of us, for instance, hits a JVM that is just starting.
      case 1 -> log.info("A worker died before it was ready, trying again: {}", why.reason());
      case 2 ->
          log.error(
              "Workers die before they are ready: {}. Retrying at growing intervals.{}",
              why.reason(),
              why.trace().isEmpty() ? "" : "\n" + why.trace());
      default ->
          log.debug("Worker died before it was ready, {} in a row: {}", failures, why.reason());
    }
  }

  public void succeeded() {
    if (failures > 0) {
      log.info("Workers start again, after {} that died", failures);
    }
    failures = 0;
    notBefore = Instant.MIN;
  }
}
