package io.dispatcherd.config.source;

import io.dispatcherd.config.ConfigurationException.Problem;

/**
 * Where a value of the configuration stands.
 *
 * @param path dotted path from the root, empty for the root itself
 * @param line line in the file, counted from 1; 0 if the value didn't come from a file
 */
public record Place(String path, int line) {
  public static final Place NOWHERE = new Place("", 0);

  Place child(String key, int line) {
    return new Place(path.isEmpty() ? key : path + "." + key, line);
  }

  public Place child(String key) {
    return child(key, line);
  }

  Place element(int index, int line) {
    return new Place(path + "[" + index + "]", line);
  }

  @Override
  public String toString() {
    return new Problem(path, line, "").where();
  }
}
