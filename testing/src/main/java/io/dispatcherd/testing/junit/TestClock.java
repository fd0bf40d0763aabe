package io.dispatcherd.testing.junit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A clock that stands still until it is moved forward. The service under test goes by it with its
 * delays, time-outs and schedules. Thread-safe.
 */
public final class TestClock implements InstantSource {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private volatile Reading reading;

  /**
   * What it showed when it was last moved.
   *
   * @param nanos the JVM's time at that moment
   * @param stands whether it shows that still
   */
  private record Reading(Instant instant, long nanos, boolean stands) {
    Instant now() {
      return stands ? instant : instant.plusNanos(System.nanoTime() - nanos);
    }
  }

  /** A clock that shows this moment. */
  public TestClock(Instant start) {
    reading = new Reading(start, 0, true);
  }

  @Override
  public Instant instant() {
    return reading.now();
  }

  /**
   * Moves it forward at once, however far. When this returns, schedules that became due have
   * delivered, and the service looks at delays and time-outs before anything that is asked of it
   * later. As after a pause of the machine, a schedule of which many runs became due delivers one.
   *
   * @throws IllegalArgumentException if that would be backward
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("The clock only goes forward, not by " + by);
    }
    synchronized (this) {
      reading = new Reading(reading.now().plus(by), System.nanoTime(), reading.stands());
    }
    listeners.forEach(Runnable::run);
  }

  /**
   * Moves it forward to a moment, as {@link #advance}.
   *
   * @throws IllegalArgumentException if that would be backward
   */
  public void advanceTo(Instant moment) {
    advance(Duration.between(instant(), moment));
  }

  /** Lets it go on from where it is, so that whatever waits for it comes to an end. */
  void letGo() {
    synchronized (this) {
      reading = new Reading(reading.now(), System.nanoTime(), false);
    }
    listeners.forEach(Runnable::run);
  }

  void whenChanged(Runnable listener) {
    listeners.add(listener);
  }
}
