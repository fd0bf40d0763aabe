package io.dispatcherd.queue.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job to be submitted. What is null is decided by the task's declaration, the queue, or the
 * defaults.
 *
 * @param message the whole JSON text
 * @param task the task's name
 * @param queue where it waits
 * @param priority larger first
 * @param maxAttempts how many starts it has
 * @param runAt when it may start
 * @param delay how long after its submission it may start
 * @param rule the rule for duplicates, as messages name it; null for none
 * @param claim what the rule goes by, in hexadecimal; null without a rule
 * @param key what rules and limits go by in place of the arguments
 * @param uuid a name that the caller gives: a second job of that name isn't submitted
 * @param called what it is called if the caller gives no name; if that is null too, the database
 *     makes one
 * @param special what else it says of duplicates, as JSON text with what that goes by; null if
 *     nothing
 */
public record NewJob(
    String message,
    String task,
    @Nullable String queue,
    @Nullable Integer priority,
    @Nullable Integer maxAttempts,
    @Nullable Instant runAt,
    @Nullable Duration delay,
    @Nullable String rule,
    @Nullable String claim,
    @Nullable String key,
    @Nullable String uuid,
    @Nullable String called,
    @Nullable String special) {
  /** One that says nothing of duplicates but its rule. */
  public NewJob(
      String message,
      String task,
      @Nullable String queue,
      @Nullable Integer priority,
      @Nullable Integer maxAttempts,
      @Nullable Instant runAt,
      @Nullable Duration delay,
      @Nullable String rule,
      @Nullable String claim,
      @Nullable String key,
      @Nullable String uuid,
      @Nullable String called) {
    this(
        message,
        task,
        queue,
        priority,
        maxAttempts,
        runAt,
        delay,
        rule,
        claim,
        key,
        uuid,
        called,
        null);
  }

  /** One that is called as the caller says, or else by the database. */
  public NewJob(
      String message,
      String task,
      @Nullable String queue,
      @Nullable Integer priority,
      @Nullable Integer maxAttempts,
      @Nullable Instant runAt,
      @Nullable Duration delay,
      @Nullable String rule,
      @Nullable String claim,
      @Nullable String key,
      @Nullable String uuid) {
    this(message, task, queue, priority, maxAttempts, runAt, delay, rule, claim, key, uuid, null);
  }

  /** The task's name only: arguments may be confidential. */
  @Override
  public String toString() {
    return "new job of " + task;
  }
}
