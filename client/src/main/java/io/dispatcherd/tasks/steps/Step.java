package io.dispatcherd.tasks.steps;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A part of a task whose result is kept: see {@link io.dispatcherd.tasks.TaskContext#step(String,
 * Step)}. Write it as a lambda or a method reference. It is serializable only so that the type of
 * the result can be found; nothing that it captures is ever serialized.
 *
 * @param <T> what it comes to
 * @param <E> what it throws
 */
@FunctionalInterface
public interface Step<T extends @Nullable Object, E extends Exception> extends Serializable {
  /** Does it. */
  T run() throws E;
}
