package io.dispatcherd.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The worker pool: {@code service.pool_kwargs}.
 *
 * @param minWorkers workers kept running
 * @param maxWorkers never more workers than this
 * @param scaledown when surplus workers go
 * @param waits how long the pool waits for workers
 * @param workerMaxLifetime an older worker finishes its task and is replaced; absent: never
 * @param maxQueued waiting tasks held in memory; beyond it new ones are refused
 */
public record PoolSettings(
    int minWorkers,
    int maxWorkers,
    Scaledown scaledown,
    Waits waits,
    Optional<Duration> workerMaxLifetime,
    int maxQueued) {

  /**
   * When surplus workers go.
   *
   * @param surplusFor a surplus worker goes only if that many weren't needed for this long
   * @param interval how often the pool looks
   * @param reserve workers kept beyond those busy
   */
  public record Scaledown(Duration surplusFor, Duration interval, int reserve) {}

  /**
   * How long the pool waits for workers.
   *
   * @param workerStop a worker told to stop has this long before it's killed
   * @param workerRemoval a gone worker stays in the statistics this long
   * @param cancel a cancelled or timed-out task has this long to stop before its worker is killed
   * @param shutdown at shutdown, running tasks may finish for this long; zero: cancelled at once
   * @param workerAnswer a worker process that doesn't answer for this long is killed; absent: never
   */
  public record Waits(
      Duration workerStop,
      Duration workerRemoval,
      Duration cancel,
      Duration shutdown,
      Optional<Duration> workerAnswer) {}
}
