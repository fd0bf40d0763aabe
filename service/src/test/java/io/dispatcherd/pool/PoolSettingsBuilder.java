package io.dispatcherd.pool;

import io.dispatcherd.config.PoolSettings;
import java.time.Duration;
import java.util.Optional;

/** Pool settings for tests: one worker at least, short names, round times. */
public final class PoolSettingsBuilder {
  static final Duration SCALEDOWN_WAIT = Duration.ofSeconds(15);
  static final Duration SCALEDOWN_INTERVAL = Duration.ofSeconds(10);
  static final Duration STOP_WAIT = Duration.ofSeconds(30);
  static final Duration REMOVAL_WAIT = Duration.ofSeconds(40);
  static final Duration CANCEL_WAIT = Duration.ofSeconds(5);
  static final Duration LIFETIME = Duration.ofHours(1);

  private final int minWorkers;
  private final int maxWorkers;
  private int reserve;
  private Optional<Duration> answerWait = Optional.empty();

  private PoolSettingsBuilder(int minWorkers, int maxWorkers) {
    this.minWorkers = minWorkers;
    this.maxWorkers = maxWorkers;
  }

  public static PoolSettingsBuilder workers(int min, int max) {
    return new PoolSettingsBuilder(min, max);
  }

  PoolSettingsBuilder reserve(int workers) {
    reserve = workers;
    return this;
  }

  public PoolSettingsBuilder answerWithin(Duration wait) {
    answerWait = Optional.of(wait);
    return this;
  }

  public PoolSettings build() {
    return new PoolSettings(
        minWorkers,
        maxWorkers,
        new PoolSettings.Scaledown(SCALEDOWN_WAIT, SCALEDOWN_INTERVAL, reserve),
        new PoolSettings.Waits(
            STOP_WAIT, REMOVAL_WAIT, CANCEL_WAIT, Duration.ofSeconds(20), answerWait),
        Optional.of(LIFETIME),
        1000);
  }
}
