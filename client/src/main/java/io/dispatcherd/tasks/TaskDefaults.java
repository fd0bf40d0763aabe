package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.declared.KeptDefaults;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Default values for submissions that set nothing themselves. Immutable.
 *
 * @param queue the channel; empty for the publisher's default
 * @param queueFrom binary name of the class that chooses the channel instead
 * @param timeout how long a run may take; empty for no limit
 * @param delay how long the service holds the task back; empty for not at all
 * @param onDuplicate what happens to a submission that equals another one
 * @param kept what takes a broker that keeps the task
 */
public record TaskDefaults(
    Optional<String> queue,
    Optional<String> queueFrom,
    Optional<Duration> timeout,
    Optional<Duration> delay,
    OnDuplicate onDuplicate,
    KeptDefaults kept) {
  /** Nothing set. */
  public static final TaskDefaults NONE =
      new TaskDefaults(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OnDuplicate.PARALLEL);

  /** Of a task that says nothing about brokers that keep it. */
  public TaskDefaults(
      Optional<String> queue,
      Optional<String> queueFrom,
      Optional<Duration> timeout,
      Optional<Duration> delay,
      OnDuplicate onDuplicate) {
    this(queue, queueFrom, timeout, delay, onDuplicate, KeptDefaults.NONE);
  }

  /** What is written at a task and takes a broker that keeps it. */
  public static KeptDefaults kept(Task task) {
    return new KeptDefaults(
        task.broker(),
        task.priority(),
        task.maxAttempts(),
        task.backoff(),
        task.key(),
        new KeptDefaults.Schedule(task.cron(), task.zone()),
        new KeptDefaults.Limits(
            task.maxRunning(), task.rate(), task.maxRunningPerKey(), task.ratePerKey()));
  }

  /**
   * The message with these defaults where it is silent itself. A publisher applies them when it
   * submits; a service does for the tasks that its own configuration names.
   */
  public TaskMessage applyTo(TaskMessage message) {
    Map<String, @Nullable Object> complete = new LinkedHashMap<>(messageFields());
    complete.putAll(message.fields());
    return TaskMessage.of(complete);
  }

  /**
   * All that is set, by the names that messages and the queue have for it; a fixed channel is
   * {@code queue}.
   */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    queue.ifPresent(channel -> fields.put("queue", channel));
    fields.putAll(messageFields());
    fields.putAll(kept.fields());
    return fields;
  }

  /** What goes into messages, but for a key with names of parameters. */
  Map<String, Object> messageFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    timeout.ifPresent(limit -> fields.put("timeout", seconds(limit)));
    delay.ifPresent(wait -> fields.put("delay", seconds(wait)));
    if (onDuplicate != OnDuplicate.PARALLEL) {
      fields.put("on_duplicate", onDuplicate.wireName());
    }
    fields.putAll(kept.messageFields());
    return fields;
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9);
  }
}
