package io.dispatcherd.workflows;

import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.TaskReference;
import io.dispatcherd.tasks.TaskSubmitter;
import org.jspecify.annotations.Nullable;

/**
 * Takes steps, each with a name that no other step of the workflow has, and a task: by method
 * reference and arguments, which the compiler checks as {@link TaskSubmitter} does, or as a call
 * that was prepared.
 *
 * @param <S> the step that was added, to say more about
 */
@SuppressWarnings("overloads") // They differ in the number of parameters of the reference.
public interface StepTasks<S> {
  /**
   * Adds a step.
   *
   * @param step its name
   * @param call its task; without a uuid of the caller's, since a step has one of its own
   * @throws IllegalArgumentException if the name is blank, or another step has it
   */
  S task(String step, TaskCall call);

  /** What prepares the calls. */
  TaskSubmitter submitter();

  // Static methods.

  default S task(String step, TaskReference.Static0 task) {
    return task(step, submitter().task(task));
  }

  default <A> S task(String step, TaskReference.Static1<A> task, @Nullable A a) {
    return task(step, submitter().task(task, a));
  }

  default <A, B> S task(
      String step, TaskReference.Static2<A, B> task, @Nullable A a, @Nullable B b) {
    return task(step, submitter().task(task, a, b));
  }

  default <A, B, C> S task(
      String step,
      TaskReference.Static3<A, B, C> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c) {
    return task(step, submitter().task(task, a, b, c));
  }

  default <A, B, C, D> S task(
      String step,
      TaskReference.Static4<A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return task(step, submitter().task(task, a, b, c, d));
  }

  default <A, B, C, D, E> S task(
      String step,
      TaskReference.Static5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return task(step, submitter().task(task, a, b, c, d, e));
  }

  default <A, B, C, D, E, F> S task(
      String step,
      TaskReference.Static6<A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return task(step, submitter().task(task, a, b, c, d, e, f));
  }

  // Methods of objects, and static methods whose first parameter is the context.

  default <T> S task(String step, TaskReference.Run0<T> task) {
    return task(step, submitter().task(task));
  }

  default <T, A> S task(String step, TaskReference.Run1<T, A> task, @Nullable A a) {
    return task(step, submitter().task(task, a));
  }

  default <T, A, B> S task(
      String step, TaskReference.Run2<T, A, B> task, @Nullable A a, @Nullable B b) {
    return task(step, submitter().task(task, a, b));
  }

  default <T, A, B, C> S task(
      String step,
      TaskReference.Run3<T, A, B, C> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c) {
    return task(step, submitter().task(task, a, b, c));
  }

  default <T, A, B, C, D> S task(
      String step,
      TaskReference.Run4<T, A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return task(step, submitter().task(task, a, b, c, d));
  }

  default <T, A, B, C, D, E> S task(
      String step,
      TaskReference.Run5<T, A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return task(step, submitter().task(task, a, b, c, d, e));
  }

  default <T, A, B, C, D, E, F> S task(
      String step,
      TaskReference.Run6<T, A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return task(step, submitter().task(task, a, b, c, d, e, f));
  }

  // Methods of objects that take the context.

  default <T> S task(String step, TaskReference.BoundRun0<T> task) {
    return task(step, submitter().task(task));
  }

  default <T, A> S task(String step, TaskReference.BoundRun1<T, A> task, @Nullable A a) {
    return task(step, submitter().task(task, a));
  }

  default <T, A, B> S task(
      String step, TaskReference.BoundRun2<T, A, B> task, @Nullable A a, @Nullable B b) {
    return task(step, submitter().task(task, a, b));
  }

  default <T, A, B, C> S task(
      String step,
      TaskReference.BoundRun3<T, A, B, C> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c) {
    return task(step, submitter().task(task, a, b, c));
  }

  default <T, A, B, C, D> S task(
      String step,
      TaskReference.BoundRun4<T, A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return task(step, submitter().task(task, a, b, c, d));
  }

  default <T, A, B, C, D, E> S task(
      String step,
      TaskReference.BoundRun5<T, A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return task(step, submitter().task(task, a, b, c, d, e));
  }

  default <T, A, B, C, D, E, F> S task(
      String step,
      TaskReference.BoundRun6<T, A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return task(step, submitter().task(task, a, b, c, d, e, f));
  }

  // What fits none of these: numbers are widened, or the compiler says what the method takes. It
  // looks at the reference last, since its type is a variable.

  default <R extends TaskReference.Given0> S task(String step, R task) {
    return task(step, submitter().task(task));
  }

  default <A, R extends TaskReference.Given1<A>> S task(String step, R task, @Nullable A a) {
    return task(step, submitter().task(task, a));
  }

  default <A, B, R extends TaskReference.Given2<A, B>> S task(
      String step, R task, @Nullable A a, @Nullable B b) {
    return task(step, submitter().task(task, a, b));
  }

  default <A, B, C, R extends TaskReference.Given3<A, B, C>> S task(
      String step, R task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return task(step, submitter().task(task, a, b, c));
  }
}
