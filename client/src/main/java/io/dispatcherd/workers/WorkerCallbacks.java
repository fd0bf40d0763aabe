package io.dispatcherd.workers;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;

/**
 * Lets the service call a worker's callbacks, which only the application may override. Internal:
 * not for applications.
 */
public final class WorkerCallbacks {
  private final TaskWorker worker;

  /** The callbacks of this worker. */
  public WorkerCallbacks(TaskWorker worker) {
    this.worker = worker;
  }

  /** See {@link TaskWorker#onStart}. */
  public void onStart() throws Exception {
    worker.onStart();
  }

  /** See {@link TaskWorker#preTask}. */
  public void preTask(TaskMessage message) throws Exception {
    worker.preTask(message);
  }

  /** See {@link TaskWorker#postTask}. */
  public void postTask(TaskMessage message, TaskResult result) throws Exception {
    worker.postTask(message, result);
  }

  /** See {@link TaskWorker#taskObject}. */
  public Object taskObject(Class<?> type) throws Exception {
    return worker.taskObject(type);
  }

  /** See {@link TaskWorker#onIdle}. */
  public void onIdle() throws Exception {
    worker.onIdle();
  }

  /** See {@link TaskWorker#onShutdown}. */
  public void onShutdown() throws Exception {
    worker.onShutdown();
  }
}
