package io.dispatcherd.spring.boot.settings;

import io.dispatcherd.config.Settings;
import io.dispatcherd.config.relaxed.ApplicationSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The settings of dispatcherd in an application's environment: its file, if one is named, and over
 * it the properties below {@code dispatcherd}. Without a broker there is {@code pg_queue}, and
 * brokers on PostgreSQL that say nothing about connections use the application's.
 *
 * @param settings what was read
 * @param dataSources brokers on the application's connections, each with the name of its data
 *     source; empty for the default one
 */
public record EnvironmentSettings(Settings settings, Map<String, Optional<String>> dataSources) {
  private static final String PREFIX = "dispatcherd";

  /** What stands below the prefix and isn't part of dispatcherd's own settings. */
  private static final List<String> OF_SPRING =
      List.of(
          "enabled",
          "prepare",
          "config-file",
          "data-source",
          "listen",
          "jackson",
          "dashboard.enabled",
          "dashboard.path",
          "service.enabled",
          "service.task-classes");

  /** Copies the map. */
  public EnvironmentSettings {
    dataSources = Map.copyOf(dataSources);
  }

  /**
   * Reads them.
   *
   * @param file what {@code dispatcherd.config-file} names, if it is set
   * @throws io.dispatcherd.config.ConfigurationException if they can't work
   */
  public static EnvironmentSettings read(Environment environment, Optional<Path> file) {
    Map<String, @Nullable Object> given =
        Binder.get(environment)
            .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
            .map(LinkedHashMap<String, @Nullable Object>::new)
            .orElseGet(LinkedHashMap::new);
    ApplicationSettings read = ApplicationSettings.read(given, file, OF_SPRING);
    return new EnvironmentSettings(read.settings(), read.dataSources());
  }
}
