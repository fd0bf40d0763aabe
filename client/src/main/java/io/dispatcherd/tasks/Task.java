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

  /**
   * The broker that submissions go to, by its name in the configuration. Default: {@code
   * publish.default_broker}.
   */
  String broker() default "";

  /**
   * The number of attempts until it is dead. Default: what its queue says. As all options that
   * follow, it takes a broker that keeps tasks, such as {@code pg_queue}; without one it has no
   * effect, and a service says so when it starts.
   */
  int maxAttempts() default 0;

  /**
   * The pauses after failed attempts: the first one and the longest, such as {@code 1s..1h}; each
   * is twice as long as the one before. Default: what its queue says.
   */
  String backoff() default "";

  /** Of tasks that are ready, those with a larger priority start first. */
  int priority() default 0;

  /**
   * What rules for duplicates and limits go by, in place of all arguments. Parameters in braces
   * stand for the arguments of a submission: {@code {team}}. Default: none.
   */
  String key() default "";

  /**
   * When it is submitted by itself, without arguments: minute, hour, day of the month, month and
   * day of the week, as in {@code 0 3 * * *}. Default: never.
   */
  String cron() default "";

  /** The time zone of {@link #cron}, such as {@code Europe/Berlin}. Default: UTC. */
  String zone() default "";

  /** How many may run at a time, over all services. Default: no limit. */
  int maxRunning() default 0;

  /** How many may start within a span of time, over all services: {@code 100/1m}. */
  String rate() default "";

  /** How many of one {@link #key} may run at a time, over all services. Default: no limit. */
  int maxRunningPerKey() default 0;

  /** How many of one {@link #key} may start within a span of time, such as {@code 5/1s}. */
  String ratePerKey() default "";

  /** Stands for "not given" in {@link #queueFrom}. */
  interface NoQueue extends Supplier<String> {}
}
