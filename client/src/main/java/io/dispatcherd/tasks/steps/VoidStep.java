package io.dispatcherd.tasks.steps;

/**
 * A part of a task that comes to nothing, but is done once: see {@link
 * io.dispatcherd.tasks.TaskContext#step(String, VoidStep)}.
 *
 * @param <E> what it throws
 */
@FunctionalInterface
public interface VoidStep<E extends Exception> {
  /** Does it. */
  void run() throws E;
}
