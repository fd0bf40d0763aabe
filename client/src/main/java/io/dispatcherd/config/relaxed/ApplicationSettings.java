package io.dispatcherd.config.relaxed;

import io.dispatcherd.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of dispatcherd among the properties of an application: its file, if one is named,
 * and over it the properties. Without a broker there is {@code pg_queue}, and brokers on PostgreSQL
 * that say nothing about connections use the application's.
 *
 * @param settings what was read
 * @param dataSources brokers on the application's connections, each with the name of its data
 *     source; empty for the default one
 */
public record ApplicationSettings(Settings settings, Map<String, Optional<String>> dataSources) {
  private static final String BROKERS = "brokers";
  private static final String TYPE = "type";
  private static final String DATA_SOURCE = "data-source";
  private static final String QUEUE = "pg_queue";
  private static final List<String> ON_POSTGRES = List.of(QUEUE, "pg_notify");

  /** Any of these says how a broker connects. */
  private static final List<String> CONNECTING =
      List.of(
          "config",
          "listen_config",
          "sync_connection_factory",
          "async_connection_factory",
          "embedded");

  /** Copies the map. */
  public ApplicationSettings {
    dataSources = Map.copyOf(dataSources);
  }

  /**
   * Reads them.
   *
   * @param properties what stands below the application's prefix, nested; is changed
   * @param file with settings
   * @param ofTheFramework properties that stand there too and aren't ours, with dots
   * @throws io.dispatcherd.config.ConfigurationException if they can't work
   */
  public static ApplicationSettings read(
      Map<String, @Nullable Object> properties, Optional<Path> file, List<String> ofTheFramework) {
    ofTheFramework.forEach(name -> remove(properties, name.split("\\.")));
    Map<String, Optional<String>> named = dataSourcesIn(properties);
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    file.ifPresent(path -> all.putAll(Settings.fromFile(path).asMap()));
    merge(all, RelaxedSection.root().canonical(properties));
    all.put("version", 2);
    Map<String, @Nullable Object> brokers = section(all, BROKERS);
    if (brokers.isEmpty()) {
      brokers.put(QUEUE, new LinkedHashMap<>());
    }
    Map<String, Optional<String>> dataSources = new LinkedHashMap<>();
    for (String name : new ArrayList<>(brokers.keySet())) {
      Map<String, @Nullable Object> broker = section(brokers, name);
      if (ON_POSTGRES.contains(String.valueOf(broker.getOrDefault(TYPE, name)))
          && CONNECTING.stream().noneMatch(broker::containsKey)) {
        broker.put("config", Map.of()); // Never used: the application supplies connections.
        dataSources.put(name, named.getOrDefault(RelaxedSection.plain(name), Optional.empty()));
      }
    }
    return new ApplicationSettings(Settings.fromMap(all), dataSources);
  }

  /** Takes the names of data sources out of the sections of brokers. */
  private static Map<String, Optional<String>> dataSourcesIn(Map<String, @Nullable Object> given) {
    Map<String, Optional<String>> named = new LinkedHashMap<>();
    if (given.get(BROKERS) instanceof Map<?, ?> brokers) {
      brokers.forEach(
          (name, broker) -> {
            Object source = remove(broker, DATA_SOURCE);
            if (source != null) {
              named.put(RelaxedSection.plain(String.valueOf(name)), Optional.of(source.toString()));
            }
          });
    }
    return named;
  }

  private static @Nullable Object remove(@Nullable Object from, String... path) {
    if (!(from instanceof Map<?, ?> map)) {
      return null;
    }
    for (Object key : new ArrayList<>(map.keySet())) {
      if (RelaxedSection.plain(String.valueOf(key)).equals(RelaxedSection.plain(path[0]))) {
        return path.length == 1
            ? map.remove(key)
            : remove(map.get(key), Arrays.copyOfRange(path, 1, path.length));
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked") // Maps with text as keys are all there are.
  private static Map<String, @Nullable Object> section(
      Map<String, @Nullable Object> in, String name) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (in.get(name) instanceof Map<?, ?> present) {
      copy.putAll((Map<String, @Nullable Object>) present);
    }
    in.put(name, copy);
    return copy;
  }

  private static void merge(
      Map<String, @Nullable Object> into, Map<String, @Nullable Object> over) {
    over.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> && into.get(key) instanceof Map<?, ?>) {
            Map<String, @Nullable Object> inner = section(into, key);
            Map<String, @Nullable Object> changes = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, one) -> changes.put((String) name, one));
            merge(inner, changes);
          } else {
            into.put(key, value);
          }
        });
  }
}
