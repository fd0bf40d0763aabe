package io.dispatcherd.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How a service ran a burst.
 *
 * @param tasks how many there were
 * @param time from the moment that they were let go to the end of the last
 * @param cpu what the service and its workers used meanwhile
 */
record BurstRun(int tasks, Duration time, Duration cpu) {
  double perSecond() {
    return tasks / (time.toNanos() / 1e9);
  }

  /** Of one task; steadier than the time on a machine that others use too. */
  double cpuMicros() {
    return (double) TimeUnit.NANOSECONDS.convert(cpu) / 1e3 / tasks;
  }
}
