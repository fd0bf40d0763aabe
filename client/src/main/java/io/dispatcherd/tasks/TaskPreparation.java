package io.dispatcherd.tasks;

import org.jspecify.annotations.Nullable;

/** Prepares calls: the part of {@link TaskSubmitter} that sends nothing. */
@SuppressWarnings("overloads") // They differ in the number of parameters of the reference.
sealed interface TaskPreparation extends ForgottenArguments permits TaskSubmitter {
  /** Prepares a call of the task with this name, in whatever language and program it is. */
  default TaskCall task(String name) {
    return PreparedCall.named((TaskSubmitter) this, name);
  }

  // Static methods.

  default TaskCall task(TaskReference.Static0 task) {
    return PreparedCall.referenced((TaskSubmitter) this, task);
  }

  default <A> TaskCall task(TaskReference.Static1<A> task, @Nullable A a) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a);
  }

  default <A, B> TaskCall task(TaskReference.Static2<A, B> task, @Nullable A a, @Nullable B b) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b);
  }

  default <A, B, C> TaskCall task(
      TaskReference.Static3<A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c);
  }

  default <A, B, C, D> TaskCall task(
      TaskReference.Static4<A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d);
  }

  default <A, B, C, D, E> TaskCall task(
      TaskReference.Static5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d, e);
  }

  default <A, B, C, D, E, F> TaskCall task(
      TaskReference.Static6<A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d, e, f);
  }

  // Methods of objects, and static methods whose first parameter is the context.

  default <T> TaskCall task(TaskReference.Run0<T> task) {
    return PreparedCall.referenced((TaskSubmitter) this, task);
  }

  default <T, A> TaskCall task(TaskReference.Run1<T, A> task, @Nullable A a) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a);
  }

  default <T, A, B> TaskCall task(TaskReference.Run2<T, A, B> task, @Nullable A a, @Nullable B b) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b);
  }

  default <T, A, B, C> TaskCall task(
      TaskReference.Run3<T, A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c);
  }

  default <T, A, B, C, D> TaskCall task(
      TaskReference.Run4<T, A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d);
  }

  default <T, A, B, C, D, E> TaskCall task(
      TaskReference.Run5<T, A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d, e);
  }

  default <T, A, B, C, D, E, F> TaskCall task(
      TaskReference.Run6<T, A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d, e, f);
  }

  // Methods of objects that take the context.

  default <T> TaskCall task(TaskReference.BoundRun0<T> task) {
    return PreparedCall.referenced((TaskSubmitter) this, task);
  }

  default <T, A> TaskCall task(TaskReference.BoundRun1<T, A> task, @Nullable A a) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a);
  }

  default <T, A, B> TaskCall task(
      TaskReference.BoundRun2<T, A, B> task, @Nullable A a, @Nullable B b) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b);
  }

  default <T, A, B, C> TaskCall task(
      TaskReference.BoundRun3<T, A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c);
  }

  default <T, A, B, C, D> TaskCall task(
      TaskReference.BoundRun4<T, A, B, C, D> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d);
  }

  default <T, A, B, C, D, E> TaskCall task(
      TaskReference.BoundRun5<T, A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d, e);
  }

  default <T, A, B, C, D, E, F> TaskCall task(
      TaskReference.BoundRun6<T, A, B, C, D, E, F> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e,
      @Nullable F f) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c, d, e, f);
  }

  // What fits none of these: numbers are widened, or the compiler says what the method takes. It
  // looks at the reference last, since its type is a variable.

  default <R extends TaskReference.Given0> TaskCall task(R task) {
    return PreparedCall.referenced((TaskSubmitter) this, task);
  }

  default <A, R extends TaskReference.Given1<A>> TaskCall task(R task, @Nullable A a) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a);
  }

  default <A, B, R extends TaskReference.Given2<A, B>> TaskCall task(
      R task, @Nullable A a, @Nullable B b) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b);
  }

  default <A, B, C, R extends TaskReference.Given3<A, B, C>> TaskCall task(
      R task, @Nullable A a, @Nullable B b, @Nullable C c) {
    return PreparedCall.referenced((TaskSubmitter) this, task, a, b, c);
  }
}
