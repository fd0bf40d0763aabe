package io.dispatcherd.publish;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Called before a task is sent, to add fields to its message, such as a trace or a tenant. They are
 * in {@code TaskContext.fields()} when the task runs, also for a {@code RunInterceptor}. Register
 * it with {@link DispatcherdBuilder#interceptor}.
 *
 * <p>Called by the submitting threads, possibly several at once.
 */
@FunctionalInterface
public interface SendInterceptor {
  /**
   * A task is about to be sent.
   *
   * @param submission the task, with what earlier interceptors added
   * @return what to add, and what to do afterwards
   * @throws RuntimeException if the task must not be sent; thrown to the submitter
   */
  Sending before(Submission submission);

  /** One task that is being sent. */
  interface Sending {
    /**
     * Fields to add to the message, as JSON values; none that has a meaning for dispatcherd, such
     * as {@code args}.
     */
    Map<String, ? extends @Nullable Object> fields();

    /** The broker has taken the message, or the caller's transaction has. */
    default void sent() {}

    /** The message was not sent, or it isn't known whether it was. */
    default void failed(RuntimeException failure) {}

    /** Adds these fields, and does nothing afterwards. */
    static Sending adding(Map<String, ? extends @Nullable Object> fields) {
      return () -> fields;
    }
  }
}
