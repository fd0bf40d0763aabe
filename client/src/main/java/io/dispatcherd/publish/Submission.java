package io.dispatcherd.publish;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/** A task that was handed to a broker. Immutable. */
public final class Submission {
  private final String queue;
  private final TaskMessage message;
  private final Supplier<Jobs> jobs;

  /**
   * Of a task that can't be waited for.
   *
   * @param queue the channel that it was sent on
   * @param message what was sent, its uuid and every default filled in
   */
  public Submission(String queue, TaskMessage message) {
    this(
        queue,
        message,
        () -> {
          throw new UnsupportedOperationException(
              "this task wasn't submitted through a Dispatcherd, which alone can wait for it");
        });
  }

  Submission(String queue, TaskMessage message, Supplier<Jobs> jobs) {
    this.queue = queue;
    this.message = message;
    this.jobs = jobs;
  }

  /** The channel that it was sent on. */
  public String queue() {
    return queue;
  }

  /** What was sent, its uuid and every default filled in. */
  public TaskMessage message() {
    return message;
  }

  /** Identity of this submission, as {@code running} and {@code cancel} know it. */
  public String uuid() {
    return Objects.requireNonNull(message.uuid(), "a submitted message has a uuid");
  }

  /**
   * Waits until the task has ended, however: done, dead, cancelled, or discarded. If it was
   * submitted in a transaction, that has to be committed first.
   *
   * @throws io.dispatcherd.jobs.JobTimeoutException if it hasn't ended in time
   * @throws UnsupportedOperationException if the broker keeps no tasks, as {@code pg_notify}
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; it stays so
   */
  public Job await(Duration atMost) {
    return jobs.get().await(uuid(), atMost);
  }

  /** The same with another message, for interceptors. */
  Submission with(TaskMessage changed) {
    return new Submission(queue, changed, jobs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Submission that
        && queue.equals(that.queue)
        && message.equals(that.message);
  }

  @Override
  public int hashCode() {
    return Objects.hash(queue, message);
  }

  @Override
  public String toString() {
    return "Submission[queue=%s, message=%s]".formatted(queue, message);
  }
}
