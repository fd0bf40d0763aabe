package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.publish.Reply;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bound task's view of its own run and of its service. Tasks that it submits go to the broker
 * that keeps it; if none does, they run in that service, whatever their queue.
 *
 * <p>Thread-safe. Valid until the task ends.
 */
public interface TaskContext extends TaskSubmitter {
  /** Identity of the submission that is being run. */
  String uuid();

  /** The worker's number, unique within the life of the service. */
  int workerId();

  /** The whole message. */
  TaskMessage message();

  /**
   * The message's fields that dispatcherd doesn't know, such as those added by a publisher's
   * interceptor: plain JSON values, empty if there are none.
   */
  default Map<String, @Nullable Object> fields() {
    return message().addedFields();
  }

  /**
   * Whether a broker keeps the task until it is done, as {@code pg_queue} does. What it submits is
   * kept there too.
   */
  default boolean isKept() {
    return false;
  }

  /**
   * Which attempt this is: the number of starts that count, this one included, so 1 for the first.
   * Always 1 if nothing keeps the task.
   */
  default int attempt() {
    return 1;
  }

  /** As {@link #progress(double, String)}, without a text. */
  default void progress(double part) {
    progress(part, "");
  }

  /**
   * Says how far the task is, for whoever looks at it. Returns at once; where nothing keeps the
   * task, it does nothing.
   *
   * @param part from 0 to 1
   * @param text what it is at
   * @throws IllegalArgumentException if the part is no number from 0 to 1
   */
  default void progress(double part, String text) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("the progress is not from 0 to 1: " + part);
    }
  }

  /**
   * Ends this run by throwing; the task is run again, from its beginning, after this pause. It
   * costs no attempt.
   *
   * @throws Snooze always, unless nothing keeps the task
   * @throws UnsupportedOperationException if nothing keeps the task, as with {@code pg_notify}
   * @throws IllegalArgumentException if the pause is negative
   */
  default void snooze(Duration pause) {
    throw new UnsupportedOperationException(
        "a task can be put off only if its broker keeps it, as pg_queue does");
  }

  /** As {@link #complete(Connection, Object)}, without a result. */
  default void complete(Connection connection) {
    complete(connection, null);
  }

  /**
   * Stores the end of this task in the caller's transaction, so that what it writes and its end are
   * one: both are there, or neither. Call it last, commit, and return. If the transaction is rolled
   * back, the task has failed and is tried again.
   *
   * @param connection to the database that keeps the task, with autocommit off; it is neither
   *     committed nor closed
   * @param result as the task would return it; what it returns is ignored then
   * @throws IllegalStateException if this run is no longer the service's, because its lease is
   *     over: roll back. Or if the connection commits by itself
   * @throws UnsupportedOperationException if nothing keeps the task, as with {@code pg_notify}
   * @throws io.dispatcherd.brokers.BrokerException if the database refuses
   */
  default void complete(Connection connection, @Nullable Object result) {
    throw new UnsupportedOperationException(
        "a task can store its end only if its broker keeps it, as pg_queue does");
  }

  /**
   * Whether the task was cancelled or has run out of time. Its thread has been interrupted then; a
   * task that computes without waiting should check this regularly.
   */
  boolean isCancelled();

  /**
   * Sends a command to the service, and waits for the reply.
   *
   * @param command such as {@code running} or {@code cancel}
   * @param data the arguments of the command, as plain JSON values; empty if there are none
   * @throws java.util.concurrent.CancellationException if the task is cancelled while it waits; its
   *     thread stays interrupted
   */
  Reply control(String command, Map<String, ?> data);

  /** Ends the worker once this task is done; the service starts another one in its place. */
  void exitAfterTask();
}
