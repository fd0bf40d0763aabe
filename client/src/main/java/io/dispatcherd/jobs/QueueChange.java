package io.dispatcherd.jobs;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to change of a queue's {@link QueueLimits}. What isn't named stays. Immutable; each
 * method returns a further change. Numbers are at least 1.
 */
public final class QueueChange {
  /** Changes nothing. */
  public static final QueueChange NONE = new QueueChange(Map.of());

  private final Map<String, Optional<Object>> values;

  private QueueChange(Map<String, Optional<Object>> values) {
    this.values = values;
  }

  /** How many jobs may run at once; empty for any number. */
  public QueueChange maxRunning(Optional<Integer> number) {
    return with("max_running", number.map(QueueChange::positive));
  }

  /** How many jobs may start in a time; empty for any number. */
  public QueueChange rate(Optional<Rate> rate) {
    return with("rate", rate);
  }

  /** How often the queue is served, compared with the other queues of a service. */
  public QueueChange weight(int weight) {
    return with("weight", Optional.of(positive(weight)));
  }

  /** How often a job is started; empty for the broker's default. */
  public QueueChange maxAttempts(Optional<Integer> number) {
    return with("max_attempts", number.map(QueueChange::positive));
  }

  /** How long jobs are kept that are done; empty for the broker's default. */
  public QueueChange keepDone(Optional<Duration> time) {
    return with("keep_done", time);
  }

  /** How many jobs may be ready; empty for the broker's default. */
  public QueueChange maxReady(Optional<Long> number) {
    number.ifPresent(
        given -> {
          if (given < 1) {
            throw new IllegalArgumentException("expected at least 1, got " + given);
          }
        });
    return with("max_ready", number);
  }

  /** What is named, by the names of the configuration; empty values take a limit away. */
  public Map<String, Optional<Object>> values() {
    return values;
  }

  private QueueChange with(String name, Optional<?> value) {
    Map<String, Optional<Object>> more = new LinkedHashMap<>(values);
    more.put(name, value.map(Object.class::cast));
    return new QueueChange(Collections.unmodifiableMap(more));
  }

  private static Integer positive(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("expected at least 1, got " + number);
    }
    return number;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
