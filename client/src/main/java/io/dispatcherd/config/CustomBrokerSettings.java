package io.dispatcherd.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker that isn't built in.
 *
 * @param className name of the class that supplies it
 * @param options its options as they stand in the file; unmodifiable
 */
public record CustomBrokerSettings(String className, Map<String, @Nullable Object> options)
    implements BrokerSettings {

  @Override
  public String name() {
    return className;
  }

  @Override
  public String type() {
    return className;
  }

  /** Names the options and doesn't show them. */
  @Override
  public String toString() {
    return "CustomBrokerSettings[className=%s, options=%s]".formatted(className, options.keySet());
  }
}
