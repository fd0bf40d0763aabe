package io.dispatcherd.tasks;

import io.dispatcherd.publish.Submission;
import org.jspecify.annotations.Nullable;

/**
 * Makes the compiler refuse a static method whose first argument was forgotten, such as {@code
 * submit(Tasks::sleep)}. To the compiler that method looks like one to be called on a {@code
 * double}, as {@code RunJob::run} is called on a {@code RunJob}. What comes first in a task is its
 * own object or its context, never a number or a text; so for one of these the compiler prefers the
 * methods here to those of {@link TaskSubmitter}, and then says in one line that the type of their
 * parameter is not public. Its name is the message.
 *
 * <p>First arguments of other types, and those before three or more others, are missed when the
 * program runs.
 */
@SuppressWarnings({"overloads", "MultipleTopLevelClasses"})
sealed interface ForgottenArguments permits TaskPreparation {

  default TaskCall task(ANumberIsMissing0 task) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default Submission submit(ANumberIsMissing0 task) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default TaskCall task(ATextIsMissing0 task) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default Submission submit(ATextIsMissing0 task) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A> TaskCall task(ANumberIsMissing1<A> task, @Nullable A a) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A> Submission submit(ANumberIsMissing1<A> task, @Nullable A a) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A> TaskCall task(ATextIsMissing1<A> task, @Nullable A a) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A> Submission submit(ATextIsMissing1<A> task, @Nullable A a) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A, B> TaskCall task(ANumberIsMissing2<A, B> task, @Nullable A a, @Nullable B b) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A, B> Submission submit(ANumberIsMissing2<A, B> task, @Nullable A a, @Nullable B b) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A, B> TaskCall task(ATextIsMissing2<A, B> task, @Nullable A a, @Nullable B b) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }

  default <A, B> Submission submit(ATextIsMissing2<A, B> task, @Nullable A a, @Nullable B b) {
    throw new IllegalArgumentException("the first argument of the task is missing");
  }
}

/** A method that takes a number and was given nothing. See {@link ForgottenArguments}. */
@FunctionalInterface
@SuppressWarnings({"FunctionalInterfaceMethodChanged", "MultipleTopLevelClasses"}) // never called
interface ANumberIsMissing0 extends TaskReference.Run0<Integer> {
  /** Of every type that an {@code int} can be given for. */
  void call(int missing) throws Exception;

  @Override
  default void call(Integer missing) {
    throw new UnsupportedOperationException();
  }
}

/** A method that takes a number before the one argument given. See {@link ForgottenArguments}. */
@FunctionalInterface
@SuppressWarnings({"FunctionalInterfaceMethodChanged", "MultipleTopLevelClasses"}) // never called
interface ANumberIsMissing1<A> extends TaskReference.Run1<Integer, A> {
  /** Of every type that an {@code int} can be given for. */
  void call(int missing, A a) throws Exception;

  @Override
  default void call(Integer missing, A a) {
    throw new UnsupportedOperationException();
  }
}

/** A method that takes a number before the two arguments given. See {@link ForgottenArguments}. */
@FunctionalInterface
@SuppressWarnings({"FunctionalInterfaceMethodChanged", "MultipleTopLevelClasses"}) // never called
interface ANumberIsMissing2<A, B> extends TaskReference.Run2<Integer, A, B> {
  /** Of every type that an {@code int} can be given for. */
  void call(int missing, A a, B b) throws Exception;

  @Override
  default void call(Integer missing, A a, B b) {
    throw new UnsupportedOperationException();
  }
}

/** A method that takes a text and was given nothing. See {@link ForgottenArguments}. */
@FunctionalInterface
interface ATextIsMissing0 extends TaskReference.Run0<String> {}

/** A method that takes a text before the one argument given. See {@link ForgottenArguments}. */
@FunctionalInterface
interface ATextIsMissing1<A> extends TaskReference.Run1<String, A> {}

/** A method that takes a text before the two arguments given. See {@link ForgottenArguments}. */
@FunctionalInterface
interface ATextIsMissing2<A, B> extends TaskReference.Run2<String, A, B> {}
