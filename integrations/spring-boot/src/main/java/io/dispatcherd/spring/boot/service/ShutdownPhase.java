package io.dispatcherd.spring.boot.service;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * How long Spring waits for what stops in one phase; after it, beans are destroyed under the hands
 * of tasks that still run.
 *
 * @param length its limit
 */
record ShutdownPhase(Duration length) {
  private static final Logger log = LoggerFactory.getLogger(ShutdownPhase.class);
  private static final String PROPERTY = "spring.lifecycle.timeout-per-shutdown-phase";
  private static final Duration USUAL = Duration.ofSeconds(30);

  /** For connections and threads to end, once the last task has. */
  private static final Duration REST = Duration.ofSeconds(1);

  static ShutdownPhase of(Environment environment) {
    return new ShutdownPhase(environment.getProperty(PROPERTY, Duration.class, USUAL));
  }

  /**
   * The settings, with a {@code shutdown_wait} that leaves tasks {@code cancel_wait} to stop within
   * the phase. One that was set stays, with a warning.
   */
  Settings limit(Settings settings) {
    PoolSettings.Waits waits = settings.service().pool().waits();
    Duration most = length.minus(waits.cancel()).minus(REST);
    if (waits.shutdown().compareTo(most) <= 0) {
      return settings;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(settings.asMap());
    Map<String, @Nullable Object> service = section(all, "service");
    Map<String, @Nullable Object> pool = section(service, "pool_kwargs");
    if (pool.containsKey("shutdown_wait")) {
      log.warn(
          "Tasks may run for {} when the application stops, but Spring waits no longer than {}: set"
              + " {} to more than shutdown_wait and cancel_wait together",
          waits.shutdown(),
          length,
          PROPERTY);
      return settings;
    }
    pool.put("shutdown_wait", most.isNegative() ? Duration.ZERO : most);
    return Settings.fromMap(all);
  }

  private static Map<String, @Nullable Object> section(
      Map<String, @Nullable Object> in, String name) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (in.get(name) instanceof Map<?, ?> present) {
      present.forEach((key, value) -> copy.put((String) key, value));
    }
    in.put(name, copy);
    return copy;
  }
}
