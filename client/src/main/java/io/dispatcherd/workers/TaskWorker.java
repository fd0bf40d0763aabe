package io.dispatcherd.workers;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.tasks.TaskFactory;

/**
 * A worker as the application sees it. Extend it, and name the class as {@code worker.worker_cls},
 * to open what tasks need once per worker and to act around each task.
 *
 * <p>A subclass is public and has a public constructor, either without parameters or with one of
 * type {@code Map<String, Object>}, which is given the {@code worker_kwargs} of the configuration
 * except those that are the service's own.
 *
 * <p>All callbacks are called by one thread, the one that runs the tasks. One that throws is logged
 * and the worker goes on; only if {@link #onStart} throws the worker isn't fit to run and leaves.
 */
public class TaskWorker {
  /** A worker without callbacks of its own. */
  public TaskWorker() {}

  /**
   * Called once, before the worker takes tasks.
   *
   * @throws Exception if the worker isn't fit to run
   */
  protected void onStart() throws Exception {}

  /**
   * Called before each task, whether or not it can be run then. Cancelling the task doesn't
   * interrupt this, but keeps its code from beginning.
   *
   * @param message the task, as it was submitted
   * @throws Exception is logged; the task runs nevertheless
   */
  protected void preTask(TaskMessage message) throws Exception {}

  /**
   * Called after each task and its callbacks, however they ended, before the worker reports.
   *
   * @param message the task, as it was submitted
   * @param result how it ended
   * @throws Exception is logged
   */
  protected void postTask(TaskMessage message, TaskResult result) throws Exception {}

  /**
   * Supplies the object that a task is a method of, for class tasks and methods with {@code @Task}
   * that aren't static: here a new one, by its public constructor without parameters. A worker that
   * starts a container in {@link #onStart} returns what the container has.
   *
   * @param type the class that declares the task
   * @return an object of that class, or of one that extends it
   * @throws Exception if there is none; the run fails with it
   */
  protected Object taskObject(Class<?> type) throws Exception {
    return TaskFactory.BY_CONSTRUCTOR.get(type);
  }

  /**
   * Called when no task has come for {@code worker_kwargs.idle_timeout}, and again after each
   * further such period.
   *
   * @throws Exception is logged
   */
  protected void onIdle() throws Exception {}

  /**
   * Called once when the worker leaves, unless its process dies. If the service has died, a worker
   * process gives it a third of a second.
   *
   * @throws Exception is logged
   */
  protected void onShutdown() throws Exception {}
}
