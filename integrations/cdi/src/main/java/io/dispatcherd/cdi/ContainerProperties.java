package io.dispatcherd.cdi;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.relaxed.ApplicationSettings;
import io.dispatcherd.config.relaxed.DottedProperties;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the application's configuration has below {@code dispatcherd}: with MicroProfile Config, if
 * it is there, else the properties of the system.
 *
 * @param flat without the prefix
 */
record ContainerProperties(Map<String, String> flat) {
  private static final String PREFIX = "dispatcherd.";

  /** What stands below the prefix and isn't part of dispatcherd's own settings. */
  private static final List<String> OF_CDI =
      List.of(
          "prepare",
          "config-file",
          "data-source",
          "listen",
          "service.enabled",
          "service.task-classes");

  ContainerProperties {
    flat = Map.copyOf(flat);
  }

  static ContainerProperties read() {
    Map<String, String> flat = new HashMap<>();
    try {
      Class.forName("org.eclipse.microprofile.config.ConfigProvider");
      MicroProfile.read(flat);
    } catch (ClassNotFoundException e) {
      for (String name : System.getProperties().stringPropertyNames()) {
        if (name.startsWith(PREFIX)) {
          flat.put(name.substring(PREFIX.length()), System.getProperty(name));
        }
      }
    }
    return new ContainerProperties(flat);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(flat.get(name)).filter(text -> !text.isEmpty());
  }

  boolean flag(String name, boolean otherwise) {
    String text = text(name).orElse(Boolean.toString(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      throw new ConfigurationException(PREFIX + name + ": must be true or false, not " + text);
    }
    return text.equals("true");
  }

  /** The classes with tasks that are no beans. */
  List<Class<?>> taskClasses(ClassLoader loader) {
    return text("service.task-classes").stream()
        .flatMap(names -> Arrays.stream(names.split(",")))
        .map(String::trim)
        .<Class<?>>map(name -> load(name, loader))
        .toList();
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new ConfigurationException(PREFIX + "service.task-classes: there is no class " + name);
    }
  }

  ApplicationSettings settings() {
    Map<String, @Nullable Object> nested = DottedProperties.nested(flat);
    return ApplicationSettings.read(nested, text("config-file").map(Path::of), OF_CDI);
  }

  /** Apart, because a container may come without it. */
  private static final class MicroProfile {
    static void read(Map<String, String> to) {
      Config config = ConfigProvider.getConfig();
      for (String name : config.getPropertyNames()) {
        if (name.startsWith(PREFIX)) {
          config
              .getOptionalValue(name, String.class)
              .ifPresent(value -> to.put(name.substring(PREFIX.length()), value));
        }
      }
    }
  }
}
