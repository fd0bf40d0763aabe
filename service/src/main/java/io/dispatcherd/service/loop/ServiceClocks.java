package io.dispatcherd.service.loop;

import java.time.InstantSource;

/**
 * The clocks that a service goes by. Its event loop and schedules use only these clocks. Connection
 * time-outs and a worker's idle time, which decide nothing, use the JVM's clock. After making a
 * clock leap, tell the service.
 *
 * @param steady for delays, time-outs and periods: it never leaps by itself
 * @param calendar for what goes by the time of day
 */
public record ServiceClocks(InstantSource steady, InstantSource calendar) {
  /** The machine's clocks. Waits don't feel it when its time of day is set. */
  public static ServiceClocks ofTheMachine() {
    return new ServiceClocks(new MonotonicClock(), InstantSource.system());
  }
}
