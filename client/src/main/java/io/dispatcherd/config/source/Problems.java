package io.dispatcherd.config.source;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Collects what is wrong with one configuration, so that all of it can be reported at once. */
public final class Problems {
  private final String source;
  private final List<Problem> found = new ArrayList<>();

  /**
   * @param source names the file in messages; empty for a map
   */
  public Problems(String source) {
    this.source = source;
  }

  public void add(Place place, String message) {
    found.add(new Problem(place.path(), place.line(), message));
  }

  /** Those that were found at these places, to which others may be added. */
  public Problems at(Predicate<String> paths) {
    Problems some = new Problems(source);
    found.stream().filter(problem -> paths.test(problem.path())).forEach(some.found::add);
    return some;
  }

  public int count() {
    return found.size();
  }

  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw failure();
    }
  }

  public ConfigurationException failure() {
    List<Problem> ordered = new ArrayList<>(found);
    ordered.sort(Comparator.comparingInt(Problem::line));
    return new ConfigurationException(source, ordered);
  }
}
