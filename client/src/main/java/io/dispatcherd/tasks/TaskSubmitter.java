package io.dispatcherd.tasks;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import java.sql.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Submits tasks: a {@code Dispatcherd}, or the context of a running task.
 *
 * <p>A task is named by a method reference and its arguments, which the compiler checks against the
 * method: {@code submit(Tasks::sleep, 3.0)}. There is one overload for each shape of {@link
 * TaskReference}; a {@link TaskContext} is no argument, the worker supplies it. Of a static method
 * with up to three arguments a {@code double} or {@code long} takes {@code 3} as well; else it
 * takes {@code 3.0} or {@code 3L}. {@link #task(String)} is for a task of another program or
 * language, for one with a variable number of arguments, and for one whose method shares its name
 * with others, where the reference would be ambiguous.
 *
 * <p>All overloads throw {@link IllegalArgumentException} if the reference doesn't name a task, or
 * the arguments are not those that it takes, and {@code BrokerException} if the message can't be
 * sent. {@code submit} sends at once; {@code task} prepares a {@link TaskCall} to set more on.
 * Implementations are thread-safe.
 */
@SuppressWarnings("overloads") // They differ in the number of parameters of the reference.
public non-sealed interface TaskSubmitter extends TaskPreparation {
  /**
   * Sends one complete submission.
   *
   * @return what was sent, and where to
   */
  Submission submit(TaskRequest request);

  /**
   * Sends one complete submission on the caller's connection: it goes out when the caller's
   * transaction commits, and not at all if that is rolled back.
   *
   * @throws UnsupportedOperationException if the broker isn't one that PostgreSQL carries
   */
  Submission submit(TaskRequest request, Connection connection);

  /**
   * Sends one submission and waits until a service has accepted it. A refusal is no answer while
   * another service on the same channel may accept: the others have one second more.
   *
   * @param atMost how long to wait
   * @return the reply, with the accepted message as its {@code ack}
   * @throws UnconfirmedException if no service accepted the task in time
   * @throws io.dispatcherd.brokers.BrokerException if it can't be sent, or too many others were
   *     waiting for replies all that time, so that it wasn't sent
   */
  Reply submitConfirmed(TaskRequest request, Duration atMost);

  /** How it writes arguments: in dispatcherd's own way, unless the program has said otherwise. */
  default ValueMapping mapping() {
    return ValueMapping.STANDARD;
  }

  // Static methods.

  default Submission submit(TaskReference.Static0 task) {
    return task(task).submit();
  }

  default <A> Submission submit(TaskReference.Static1<A> task, @Nullable A a) {
    return task(task, a).submit();
  }

  default <A, B> Submission submit(TaskReference.Static2<A, B> task, @Nullable A a, @Nullable B b) {
    return task(task, a, b).submit();
  }

  default <A, B, C> Submission submit(
      TaskReference.Static3<A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return task(task, a, b, c).submit();
  }

  default <A, B, C, D> Submission submit(
      TaskReference.Static4<A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return task(task, a, b, c, d).submit();
  }

  default <A, B, C, D, E> Submission submit(
      TaskReference.Static5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return task(task, a, b, c, d, e).submit();
  }

  default <A, B, C, D, E, F> Submission submit(
      TaskReference.Static6<A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return task(task, a, b, c, d, e, f).submit();
  }

  // Methods of objects, and static methods whose first parameter is the context.

  default <T> Submission submit(TaskReference.Run0<T> task) {
    return task(task).submit();
  }

  default <T, A> Submission submit(TaskReference.Run1<T, A> task, @Nullable A a) {
    return task(task, a).submit();
  }

  default <T, A, B> Submission submit(
      TaskReference.Run2<T, A, B> task, @Nullable A a, @Nullable B b) {
    return task(task, a, b).submit();
  }

  default <T, A, B, C> Submission submit(
      TaskReference.Run3<T, A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return task(task, a, b, c).submit();
  }

  default <T, A, B, C, D> Submission submit(
      TaskReference.Run4<T, A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return task(task, a, b, c, d).submit();
  }

  default <T, A, B, C, D, E> Submission submit(
      TaskReference.Run5<T, A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return task(task, a, b, c, d, e).submit();
  }

  default <T, A, B, C, D, E, F> Submission submit(
      TaskReference.Run6<T, A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return task(task, a, b, c, d, e, f).submit();
  }

  // Methods of objects that take the context.

  default <T> Submission submit(TaskReference.BoundRun0<T> task) {
    return task(task).submit();
  }

  default <T, A> Submission submit(TaskReference.BoundRun1<T, A> task, @Nullable A a) {
    return task(task, a).submit();
  }

  default <T, A, B> Submission submit(
      TaskReference.BoundRun2<T, A, B> task, @Nullable A a, @Nullable B b) {
    return task(task, a, b).submit();
  }

  default <T, A, B, C> Submission submit(
      TaskReference.BoundRun3<T, A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return task(task, a, b, c).submit();
  }

  default <T, A, B, C, D> Submission submit(
      TaskReference.BoundRun4<T, A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return task(task, a, b, c, d).submit();
  }

  default <T, A, B, C, D, E> Submission submit(
      TaskReference.BoundRun5<T, A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return task(task, a, b, c, d, e).submit();
  }

  default <T, A, B, C, D, E, F> Submission submit(
      TaskReference.BoundRun6<T, A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return task(task, a, b, c, d, e, f).submit();
  }

  // What fits none of these: numbers are widened, or the compiler says what the method takes. It
  // looks at the reference last, since its type is a variable.

  default <R extends TaskReference.Given0> Submission submit(R task) {
    return task(task).submit();
  }

  default <A, R extends TaskReference.Given1<A>> Submission submit(R task, @Nullable A a) {
    return task(task, a).submit();
  }

  default <A, B, R extends TaskReference.Given2<A, B>> Submission submit(
      R task, @Nullable A a, @Nullable B b) {
    return task(task, a, b).submit();
  }

  default <A, B, C, R extends TaskReference.Given3<A, B, C>> Submission submit(
      R task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return task(task, a, b, c).submit();
  }
}
