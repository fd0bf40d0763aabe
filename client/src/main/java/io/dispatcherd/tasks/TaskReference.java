package io.dispatcherd.tasks;

import java.io.Serializable;

/**
 * A method reference that names a task: {@code Tasks::sleep}, {@code RunJob::run}. It is never
 * called; it lets the compiler check the arguments, and says which method is meant.
 *
 * <p>There is one interface for each shape and number of arguments, so that the compiler finds the
 * right one by itself: write the reference where it is submitted, there is no need to name these
 * types. Lambdas, and references to a method of one particular object, are refused at submission.
 *
 * <p>The shapes are told apart by the number of parameters alone. A static method with a context
 * and a {@code run} method both have one thing before their arguments, hence share {@code Run}.
 */
public sealed interface TaskReference extends Serializable {
  /** A static method with no argument. */
  @FunctionalInterface
  non-sealed interface Static0 extends TaskReference {
    /** Has the shape of the task's method. */
    void call() throws Exception;
  }

  /** A static method with one argument. */
  @FunctionalInterface
  non-sealed interface Static1<A> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a) throws Exception;
  }

  /** A static method with two arguments. */
  @FunctionalInterface
  non-sealed interface Static2<A, B> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b) throws Exception;
  }

  /** A static method with three arguments. */
  @FunctionalInterface
  non-sealed interface Static3<A, B, C> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b, C c) throws Exception;
  }

  /** A static method with four arguments. */
  @FunctionalInterface
  non-sealed interface Static4<A, B, C, D> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b, C c, D d) throws Exception;
  }

  /** A static method with five arguments. */
  @FunctionalInterface
  non-sealed interface Static5<A, B, C, D, E> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b, C c, D d, E e) throws Exception;
  }

  /** A static method with six arguments. */
  @FunctionalInterface
  non-sealed interface Static6<A, B, C, D, E, F> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b, C c, D d, E e, F f) throws Exception;
  }

  /** What runs a class task with no argument, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run0<T> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first) throws Exception;
  }

  /** What runs a class task with one argument, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run1<T, A> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a) throws Exception;
  }

  /** What runs a class task with two arguments, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run2<T, A, B> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b) throws Exception;
  }

  /**
   * What runs a class task with three arguments, or a static method with these after its context.
   */
  @FunctionalInterface
  non-sealed interface Run3<T, A, B, C> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c) throws Exception;
  }

  /**
   * What runs a class task with four arguments, or a static method with these after its context.
   */
  @FunctionalInterface
  non-sealed interface Run4<T, A, B, C, D> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c, D d) throws Exception;
  }

  /**
   * What runs a class task with five arguments, or a static method with these after its context.
   */
  @FunctionalInterface
  non-sealed interface Run5<T, A, B, C, D, E> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c, D d, E e) throws Exception;
  }

  /** What runs a class task with six arguments, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run6<T, A, B, C, D, E, F> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c, D d, E e, F f) throws Exception;
  }

  /** What runs a class task with its context and no argument. */
  @FunctionalInterface
  non-sealed interface BoundRun0<T> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context) throws Exception;
  }

  /** What runs a class task with its context and one argument. */
  @FunctionalInterface
  non-sealed interface BoundRun1<T, A> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a) throws Exception;
  }

  /** What runs a class task with its context and two arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun2<T, A, B> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b) throws Exception;
  }

  /** What runs a class task with its context and three arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun3<T, A, B, C> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c) throws Exception;
  }

  /** What runs a class task with its context and four arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun4<T, A, B, C, D> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c, D d) throws Exception;
  }

  /** What runs a class task with its context and five arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun5<T, A, B, C, D, E> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c, D d, E e) throws Exception;
  }

  /** What runs a class task with its context and six arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun6<T, A, B, C, D, E, F> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c, D d, E e, F f) throws Exception;
  }
}
