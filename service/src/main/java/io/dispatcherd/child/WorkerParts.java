package io.dispatcherd.child;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.tasks.TaskFactory;
import java.util.List;
import java.util.Optional;

/**
 * What a program gives to workers that are threads of its own JVM.
 *
 * @param factory supplies the objects that tasks are methods of; empty if the worker's class does
 * @param interceptors what stands around each run, the outermost first, before those that the
 *     worker's setup names
 * @param mapping how arguments are read and results written
 */
public record WorkerParts(
    Optional<TaskFactory> factory, List<RunInterceptor> interceptors, ValueMapping mapping) {
  /** Nothing: for processes. */
  public static final WorkerParts NONE =
      new WorkerParts(Optional.empty(), List.of(), ValueMapping.STANDARD);

  /** Copies the list. */
  public WorkerParts {
    interceptors = List.copyOf(interceptors);
  }
}
