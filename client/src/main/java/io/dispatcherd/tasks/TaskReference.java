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
 * and a method of an object both have one thing before their arguments, hence share {@code Run}.
 */
@SuppressWarnings("FunctionalInterfaceMethodChanged") // They are never called.
public sealed interface TaskReference extends Serializable {

  /**
   * Whatever was given with no argument; the compiler says what is wrong if it doesn't fit. Boxed
   * numbers are widened here, as in a call.
   */
  @FunctionalInterface
  non-sealed interface Given0 extends TaskReference {
    /** Has the shape of the task's method. */
    void call() throws Exception;
  }

  /**
   * Whatever was given with one argument; the compiler says what is wrong if it doesn't fit. Boxed
   * numbers are widened here, as in a call.
   */
  @FunctionalInterface
  non-sealed interface Given1<A> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a) throws Exception;
  }

  /**
   * Whatever was given with two arguments; the compiler says what is wrong if it doesn't fit. Boxed
   * numbers are widened here, as in a call.
   */
  @FunctionalInterface
  non-sealed interface Given2<A, B> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b) throws Exception;
  }

  /**
   * Whatever was given with three arguments; the compiler says what is wrong if it doesn't fit.
   * Boxed numbers are widened here, as in a call.
   */
  @FunctionalInterface
  non-sealed interface Given3<A, B, C> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(A a, B b, C c) throws Exception;
  }

  /** A static method with no argument. */
  @FunctionalInterface
  interface Static0 extends Given0 {}

  /** A static method with one argument. */
  @FunctionalInterface
  interface Static1<A> extends Given1<A> {}

  /** A static method with two arguments. */
  @FunctionalInterface
  interface Static2<A, B> extends Given2<A, B> {}

  /** A static method with three arguments. */
  @FunctionalInterface
  interface Static3<A, B, C> extends Given3<A, B, C> {}

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

  /** A method of an object with no argument, or a static method with these after its context. */
  @FunctionalInterface
  interface Run0<T> extends Given0 {
    /** Has the shape of the task's method. */
    void call(T first) throws Exception;

    @Override
    default void call() {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with one argument, or a static method with these after its context. */
  @FunctionalInterface
  interface Run1<T, A> extends Given1<A> {
    /** Has the shape of the task's method. */
    void call(T first, A a) throws Exception;

    @Override
    default void call(A a) {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with two arguments, or a static method with these after its context. */
  @FunctionalInterface
  interface Run2<T, A, B> extends Given2<A, B> {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b) throws Exception;

    @Override
    default void call(A a, B b) {
      throw new UnsupportedOperationException();
    }
  }

  /**
   * A method of an object with three arguments, or a static method with these after its context.
   */
  @FunctionalInterface
  interface Run3<T, A, B, C> extends Given3<A, B, C> {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c) throws Exception;

    @Override
    default void call(A a, B b, C c) {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with four arguments, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run4<T, A, B, C, D> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c, D d) throws Exception;
  }

  /** A method of an object with five arguments, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run5<T, A, B, C, D, E> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c, D d, E e) throws Exception;
  }

  /** A method of an object with six arguments, or a static method with these after its context. */
  @FunctionalInterface
  non-sealed interface Run6<T, A, B, C, D, E, F> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T first, A a, B b, C c, D d, E e, F f) throws Exception;
  }

  /** A method of an object with its context and no argument. */
  @FunctionalInterface
  interface BoundRun0<T> extends Given0 {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context) throws Exception;

    @Override
    default void call() {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with its context and one argument. */
  @FunctionalInterface
  interface BoundRun1<T, A> extends Given1<A> {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a) throws Exception;

    @Override
    default void call(A a) {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with its context and two arguments. */
  @FunctionalInterface
  interface BoundRun2<T, A, B> extends Given2<A, B> {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b) throws Exception;

    @Override
    default void call(A a, B b) {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with its context and three arguments. */
  @FunctionalInterface
  interface BoundRun3<T, A, B, C> extends Given3<A, B, C> {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c) throws Exception;

    @Override
    default void call(A a, B b, C c) {
      throw new UnsupportedOperationException();
    }
  }

  /** A method of an object with its context and four arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun4<T, A, B, C, D> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c, D d) throws Exception;
  }

  /** A method of an object with its context and five arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun5<T, A, B, C, D, E> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c, D d, E e) throws Exception;
  }

  /** A method of an object with its context and six arguments. */
  @FunctionalInterface
  non-sealed interface BoundRun6<T, A, B, C, D, E, F> extends TaskReference {
    /** Has the shape of the task's method. */
    void call(T task, TaskContext context, A a, B b, C c, D d, E e, F f) throws Exception;
  }
}
