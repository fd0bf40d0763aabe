package io.dispatcherd.tasks;

/**
 * Supplies the objects on which class tasks and non-static task methods run. For example a
 * container's look-up: {@code context::getBean}.
 *
 * <p>Called once for each run, possibly by several threads at once.
 */
@FunctionalInterface
public interface TaskFactory {
  /** Makes a new object for each run, by the class's public constructor without parameters. */
  TaskFactory BY_CONSTRUCTOR =
      type -> {
        try {
          return type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
          throw new IllegalStateException(
              type.getName()
                  + " has no public constructor without parameters; a TaskFactory, or taskObject of"
                  + " worker.worker_cls, can supply its objects",
              e);
        }
      };

  /**
   * An object to run a task on.
   *
   * @param type the class that declares the task
   * @return an object of that class, or of one that extends it
   * @throws Exception if there is none; the run fails with it
   */
  Object get(Class<?> type) throws Exception;
}
