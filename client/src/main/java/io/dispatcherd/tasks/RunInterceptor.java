package io.dispatcherd.tasks;

import org.jspecify.annotations.Nullable;

/**
 * Stands around each run of a task in its worker: the place for a trace, a tenant, fields of the
 * log. What a {@code SendInterceptor} added to the message is in {@link TaskContext#fields}.
 *
 * <p>Workers find interceptors with Java's service loader: name the class, which is public and has
 * a public constructor without parameters, in {@code
 * META-INF/services/io.dispatcherd.tasks.RunInterceptor} of a jar that has been given to the
 * service. A service in a program whose workers are threads can be given objects instead. The first
 * one found is the outermost.
 *
 * <p>Called by the thread that runs the task, also for callbacks and errbacks, each by itself.
 * Where workers are threads, several call one object at once.
 */
@FunctionalInterface
public interface RunInterceptor {
  /**
   * Runs the task, or whatever stands between.
   *
   * @param context of this run, whether or not the task asks for it
   * @param run the rest of the way to the task, to be called once; it throws what the task throws,
   *     or an {@code IllegalArgumentException} if the arguments don't fit it
   * @return what the run returned, or something in its place
   * @throws Throwable fails the task; usually what {@code run} threw
   */
  @Nullable Object around(TaskContext context, Run run) throws Throwable;

  /** The rest of the way to the task. */
  @FunctionalInterface
  interface Run {
    /** Runs it. */
    @Nullable Object proceed() throws Throwable;
  }
}
