package io.dispatcherd.service.loop;

import java.time.Instant;
import java.time.InstantSource;

/** The time of day at its making, advanced steadily: waits don't feel it when the clock is set. */
final class MonotonicClock implements InstantSource {
  private final Instant startedAt = Instant.now();
  private final long startedNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return startedAt.plusNanos(System.nanoTime() - startedNanos);
  }
}
