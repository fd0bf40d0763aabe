package io.dispatcherd.service.loop;

import java.time.InstantSource;

/**
 * The clocks that a service goes by. Everything of it that waits, in its event loop and its
 * schedules, asks them and nothing else; only what has no part in decisions, such as the time-outs
 * of connections and a worker's idle time, goes by the JVM's own. Whoever makes one leap tells the
 * service.
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
