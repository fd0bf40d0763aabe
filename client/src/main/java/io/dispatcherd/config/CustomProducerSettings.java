package io.dispatcherd.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A producer that isn't built in.
 *
 * @param className name of its class
 * @param options its options as they stand in the file; unmodifiable
 */
public record CustomProducerSettings(String className, Map<String, @Nullable Object> options) {

  /** Names the options and doesn't show them. */
  @Override
  public String toString() {
    return "CustomProducerSettings[className=%s, options=%s]"
        .formatted(className, options.keySet());
  }
}
