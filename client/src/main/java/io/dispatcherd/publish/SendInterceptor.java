package io.dispatcherd.publish;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Is asked before a task is sent: the place for a trace, a tenant, whatever is to travel with it.
 * What it adds is in {@code TaskContext.fields()} when the task runs, for its {@code
 * RunInterceptor} too. To be given to {@link DispatcherdBuilder#interceptor}.
 *
 * <p>Called by the thread that submits, by several at once.
 */
@FunctionalInterface
public interface SendInterceptor {
  /**
   * A task is about to be sent.
   *
   * @param submission the task, with what earlier interceptors added
   * @return what to add, and what to do afterwards
   * @throws RuntimeException keeps it from being sent, and is thrown to whoever submits
   */
  Sending before(Submission submission);

  /** One task on its way. */
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
