package io.dispatcherd.service.statistics;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long tasks waited and ran, by the name of the task. Only a limited number of names is kept,
 * and all others count as one, so that no sender can fill the service's memory, or Prometheus.
 * Owned by the event loop.
 */
public final class TaskTimes {
  /** The name for all tasks beyond the limit. */
  static final String OTHER = "other";

  private final int maxNames;
  private final Map<String, Times> byName = new HashMap<>();
  private final Times others = new Times();

  public TaskTimes(int maxNames) {
    this.maxNames = maxNames;
  }

  /** A worker got the task, this long after it was due. */
  public void waited(String task, Duration time) {
    of(task).waiting.add(time);
  }

  /** The task is no longer on its worker. */
  public void ran(String task, Duration time) {
    of(task).running.add(time);
  }

  public TaskTimings read() {
    Map<String, TimeDistribution> waiting = new LinkedHashMap<>();
    Map<String, TimeDistribution> running = new LinkedHashMap<>();
    byName.forEach(
        (name, times) -> {
          waiting.put(name, times.waiting.read());
          running.put(name, times.running.read());
        });
    waiting.put(OTHER, others.waiting.read());
    running.put(OTHER, others.running.read());
    return new TaskTimings(waiting, running);
  }

  private Times of(String task) {
    Times known = byName.get(task);
    if (known != null) {
      return known;
    }
    if (byName.size() >= maxNames || task.equals(OTHER)) {
      return others;
    }
    Times first = new Times();
    byName.put(task, first);
    return first;
  }

  private static final class Times {
    private final Histogram waiting = new Histogram();
    private final Histogram running = new Histogram();
  }
}
