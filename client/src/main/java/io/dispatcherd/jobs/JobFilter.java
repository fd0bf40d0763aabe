package io.dispatcherd.jobs;

import java.util.Optional;

/**
 * Which kept tasks are meant: those that match all that is given. Immutable; each method returns a
 * changed filter.
 *
 * @param queue in this queue
 * @param state in this state
 * @param task of this name
 * @param key with this key
 */
public record JobFilter(
    Optional<String> queue, Optional<JobState> state, Optional<String> task, Optional<String> key) {
  /** All. */
  public static final JobFilter ALL =
      new JobFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Only those in this queue. */
  public JobFilter queue(String name) {
    return new JobFilter(Optional.of(name), state, task, key);
  }

  /** Only those in this state. */
  public JobFilter state(JobState only) {
    return new JobFilter(queue, Optional.of(only), task, key);
  }

  /** Only those of the task with this name. */
  public JobFilter task(String name) {
    return new JobFilter(queue, state, Optional.of(name), key);
  }

  /** Only those with this key. */
  public JobFilter key(String text) {
    return new JobFilter(queue, state, task, Optional.of(text));
  }
}
