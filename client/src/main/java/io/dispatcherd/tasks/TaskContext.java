package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.tasks.steps.SignalTimeout;
import io.dispatcherd.tasks.steps.Step;
import io.dispatcherd.tasks.steps.VoidStep;
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

  /**
   * Does a part of the task once: what it comes to is kept with the task, and a further run of the
   * task, after a failure, a crash, a {@link #snooze} or an {@link #await}, gets that in its place.
   * If the process dies between the part's end and the moment that this returns, the part is done
   * again.
   *
   * <p>What is kept is JSON, read as the type that the lambda returns; for one with type
   * parameters, such as a list of records, declare a record around it. A part that throws isn't
   * kept.
   *
   * @param name what the part is called, once in each run; at most 200 characters
   * @param part a lambda or method reference
   * @return what it came to, now or in an earlier run
   * @throws IllegalArgumentException if the name is no name, or the part no lambda
   * @throws IllegalStateException if there was a step of this name in this run already; or if the
   *     run is no longer the service's, because its lease is over
   * @throws UnsupportedOperationException if nothing keeps the task, as with {@code pg_notify}
   * @throws io.dispatcherd.brokers.BrokerException if the result can't be kept, because it has more
   *     than {@code result_bytes}, the task has 1000 steps, or the database can't be reached
   * @throws java.util.concurrent.CancellationException if the task is cancelled while the result is
   *     stored; its thread stays interrupted
   */
  default <T extends @Nullable Object, E extends Exception> T step(String name, Step<T, E> part)
      throws E {
    throw noSteps();
  }

  /** As {@link #step(String, Step)}, for a part that comes to nothing. */
  default <E extends Exception> void step(String name, VoidStep<E> part) throws E {
    throw noSteps();
  }

  /** As {@link #step(String, Step)}, and reads what is kept as this type. */
  default <T extends @Nullable Object, E extends Exception> T step(
      String name, Class<T> type, Step<T, E> part) throws E {
    throw noSteps();
  }

  /**
   * As {@link #step(String, Step)}, and keeps the result in the caller's transaction, so that what
   * the part writes with it and the result are one: both are there, or neither. Commit before the
   * next step.
   *
   * @param connection to the database that keeps the task, with autocommit off; it is neither
   *     committed nor closed
   * @throws IllegalStateException also if the connection commits by itself
   */
  default <T extends @Nullable Object, E extends Exception> T step(
      String name, Connection connection, Step<T, E> part) throws E {
    throw noSteps();
  }

  /** As {@link #step(String, Connection, Step)}, for a part that comes to nothing. */
  default <E extends Exception> void step(String name, Connection connection, VoidStep<E> part)
      throws E {
    throw noSteps();
  }

  /** As {@link #await(String, Class, Duration)}, however long it takes. */
  default <T extends @Nullable Object> T await(String signal, Class<T> type) {
    throw noSteps();
  }

  /**
   * Waits for a signal, which somebody sends with {@code Jobs.signal}, {@code dispatcherctl signal}
   * or the SQL function {@code signal}; one that was sent before is found. If none is there, this
   * ends the run by throwing, and no worker is held. The task is run again, from its beginning,
   * once there is one or the time is over. It costs no attempt. Each call takes one signal, in the
   * order in which they were sent; a further run gets the same ones again.
   *
   * @param signal its name, at most 200 characters
   * @param type what its value is read as
   * @param atMost from the first time that the task got here
   * @throws SignalTimeout if the time is over
   * @throws Snooze if no signal is there yet: let it pass
   * @throws IllegalArgumentException if the value can't be read as this type, or the time is
   *     negative
   * @throws UnsupportedOperationException if nothing keeps the task, as with {@code pg_notify}
   */
  default <T extends @Nullable Object> T await(String signal, Class<T> type, Duration atMost) {
    throw noSteps();
  }

  /** As {@link #await(String, Class)}, for a signal whose value says nothing. */
  default void await(String signal) {
    throw noSteps();
  }

  private static UnsupportedOperationException noSteps() {
    return new UnsupportedOperationException(
        "a task has steps and waits for signals only if its broker keeps it, as pg_queue does");
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
