package io.dispatcherd.jobs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a kept task is. */
public enum JobState {
  /** It waits for its time: it was delayed, or waits for its next attempt. */
  SCHEDULED,
  /** It waits for a free worker. */
  READY,
  /** It waits for something else, which {@link Job#reason} says. */
  HELD,
  /** A service has taken it. */
  RUNNING,
  /** It has run to its end. */
  DONE,
  /** It has failed for the last time. */
  DEAD,
  /** Somebody cancelled it. */
  CANCELLED,
  /** Its rule for duplicates dropped it. */
  DISCARDED;

  /** Whether nothing happens to it any more, unless somebody retries it. */
  public boolean hasEnded() {
    return compareTo(DONE) >= 0;
  }

  /** The name in replies, tables and SQL, such as {@code scheduled}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state with this name; empty if there is none. */
  public static Optional<JobState> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(state -> state.wireName().equals(wireName)).findFirst();
  }
}
