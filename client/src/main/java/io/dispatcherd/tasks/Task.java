package io.dispatcherd.tasks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Supplier;

/**
 * Declares a task: a public static method of a public class, or a public class that declares one
 * public {@code run} method and has a public constructor without parameters, of which each run gets
 * a new instance.
 *
 * <p>A first parameter of type {@link TaskContext} makes the task <em>bound</em>: the worker
 * supplies it, and it isn't an argument. All other parameters are read from JSON, as Jackson reads
 * their declared types.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Task {
  /**
   * The name in messages. Default: the name of the class, and for a method a dot and its name
   * ({@code com.example.Tasks.sleep}).
   */
  String name() default "";

  /** The channel that submissions go to. Default: the publisher's default channel. */
  String queue() default "";

  /**
   * Chooses the channel at each submission, instead of {@link #queue}: a public class with a public
   * constructor without parameters. One instance is used by all threads.
   */
  Class<? extends Supplier<String>> queueFrom() default NoQueue.class;

  /**
   * How long a run may take, such as {@code 5s}, {@code 1m30s}, {@code 500ms} or {@code PT5S}.
   * Default: no limit.
   */
  String timeout() default "";

  /** How long a service holds the task back after its arrival. Default: not at all. */
  String delay() default "";

  /** What happens to a submission that equals one that is running or waiting. */
  OnDuplicate onDuplicate() default OnDuplicate.PARALLEL;

  /** Stands for "not given" in {@link #queueFrom}. */
  interface NoQueue extends Supplier<String> {}
}
