package io.dispatcherd.tasks;

import io.dispatcherd.publish.Submission;
import org.jspecify.annotations.Nullable;

/**
 * Makes the compiler refuse a static method whose first argument was forgotten, such as {@code
 * submit(Tasks::sleep)}: to the compiler that method looks like one to be run on a {@code double},
 * as {@code RunJob::run} is run on a {@code RunJob}. What comes first in a task is its own object
 * or its context, never a number or a text. For a method that takes one of these first, the
 * overloads here fit as well as those for {@link TaskReference.Run0} and its like, which makes the
 * call ambiguous.
 *
 * <p>First arguments of other types are missed when the program runs. A cast can force the compiler
 * to choose an overload of these; it throws {@link IllegalArgumentException}.
 */
@SuppressWarnings("overloads") // ambiguous on purpose
public interface MissingArguments {
  /** A method that takes a number before the no argument given. */
  @FunctionalInterface
  interface MissingNumber0 {
    /** Generic on purpose: it makes the overloads ambiguous. */
    <X> void call(int missing) throws Exception;
  }

  /** A method that takes a number before the one argument given. */
  @FunctionalInterface
  interface MissingNumber1<A> {
    /** Generic on purpose: it makes the overloads ambiguous. */
    <X> void call(int missing, A a) throws Exception;
  }

  /** A method that takes a number before the two arguments given. */
  @FunctionalInterface
  interface MissingNumber2<A, B> {
    /** Generic on purpose: it makes the overloads ambiguous. */
    <X> void call(int missing, A a, B b) throws Exception;
  }

  /** A method that takes a number before the three arguments given. */
  @FunctionalInterface
  interface MissingNumber3<A, B, C> {
    /** Generic on purpose: it makes the overloads ambiguous. */
    <X> void call(int missing, A a, B b, C c) throws Exception;
  }

  /** A method that takes a number before the four arguments given. */
  @FunctionalInterface
  interface MissingNumber4<A, B, C, D> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(int missing, A a, B b, C c, D d) throws Exception;
  }

  /** A method that takes a number before the five arguments given. */
  @FunctionalInterface
  interface MissingNumber5<A, B, C, D, E> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(int missing, A a, B b, C c, D d, E e) throws Exception;
  }

  /** A method that takes a text before the no argument given. */
  @FunctionalInterface
  interface MissingText0 {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(String missing) throws Exception;
  }

  /** A method that takes a text before the one argument given. */
  @FunctionalInterface
  interface MissingText1<A> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(String missing, A a) throws Exception;
  }

  /** A method that takes a text before the two arguments given. */
  @FunctionalInterface
  interface MissingText2<A, B> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(String missing, A a, B b) throws Exception;
  }

  /** A method that takes a text before the three arguments given. */
  @FunctionalInterface
  interface MissingText3<A, B, C> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(String missing, A a, B b, C c) throws Exception;
  }

  /** A method that takes a text before the four arguments given. */
  @FunctionalInterface
  interface MissingText4<A, B, C, D> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(String missing, A a, B b, C c, D d) throws Exception;
  }

  /** A method that takes a text before the five arguments given. */
  @FunctionalInterface
  interface MissingText5<A, B, C, D, E> {
    /** Generic, so that the compiler finds neither this nor the shape of a task more specific. */
    <X> void call(String missing, A a, B b, C c, D d, E e) throws Exception;
  }

  default TaskCall task(MissingNumber0 task) {
    throw refusal();
  }

  default Submission submit(MissingNumber0 task) {
    throw refusal();
  }

  default <A> TaskCall task(MissingNumber1<A> task, @Nullable A a) {
    throw refusal();
  }

  default <A> Submission submit(MissingNumber1<A> task, @Nullable A a) {
    throw refusal();
  }

  default <A, B> TaskCall task(MissingNumber2<A, B> task, @Nullable A a, @Nullable B b) {
    throw refusal();
  }

  default <A, B> Submission submit(MissingNumber2<A, B> task, @Nullable A a, @Nullable B b) {
    throw refusal();
  }

  default <A, B, C> TaskCall task(
      MissingNumber3<A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    throw refusal();
  }

  default <A, B, C> Submission submit(
      MissingNumber3<A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    throw refusal();
  }

  default <A, B, C, D> TaskCall task(
      MissingNumber4<A, B, C, D> task, @Nullable A a, @Nullable B b, @Nullable C c, @Nullable D d) {
    throw refusal();
  }

  default <A, B, C, D> Submission submit(
      MissingNumber4<A, B, C, D> task, @Nullable A a, @Nullable B b, @Nullable C c, @Nullable D d) {
    throw refusal();
  }

  default <A, B, C, D, E> TaskCall task(
      MissingNumber5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    throw refusal();
  }

  default <A, B, C, D, E> Submission submit(
      MissingNumber5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    throw refusal();
  }

  default TaskCall task(MissingText0 task) {
    throw refusal();
  }

  default Submission submit(MissingText0 task) {
    throw refusal();
  }

  default <A> TaskCall task(MissingText1<A> task, @Nullable A a) {
    throw refusal();
  }

  default <A> Submission submit(MissingText1<A> task, @Nullable A a) {
    throw refusal();
  }

  default <A, B> TaskCall task(MissingText2<A, B> task, @Nullable A a, @Nullable B b) {
    throw refusal();
  }

  default <A, B> Submission submit(MissingText2<A, B> task, @Nullable A a, @Nullable B b) {
    throw refusal();
  }

  default <A, B, C> TaskCall task(
      MissingText3<A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    throw refusal();
  }

  default <A, B, C> Submission submit(
      MissingText3<A, B, C> task, @Nullable A a, @Nullable B b, @Nullable C c) {
    throw refusal();
  }

  default <A, B, C, D> TaskCall task(
      MissingText4<A, B, C, D> task, @Nullable A a, @Nullable B b, @Nullable C c, @Nullable D d) {
    throw refusal();
  }

  default <A, B, C, D> Submission submit(
      MissingText4<A, B, C, D> task, @Nullable A a, @Nullable B b, @Nullable C c, @Nullable D d) {
    throw refusal();
  }

  default <A, B, C, D, E> TaskCall task(
      MissingText5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    throw refusal();
  }

  default <A, B, C, D, E> Submission submit(
      MissingText5<A, B, C, D, E> task,
      @Nullable A a,
      @Nullable B b,
      @Nullable C c,
      @Nullable D d,
      @Nullable E e) {
    throw refusal();
  }

  private static IllegalArgumentException refusal() {
    return new IllegalArgumentException("the first argument of the task is missing");
  }
}
