package io.dispatcherd.service.threadworkers;

import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.worker.WorkerLauncher;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Workers that are threads of this JVM: the same loop as in a worker process, with no line in
 * between. A thread can't be killed: one that doesn't end is written off, and named until it does.
 */
public final class ThreadLauncher implements WorkerLauncher {
  private final ClassLoader loader;

  /** Workers that have not left; removed by the threads that see them leave. */
  private final Set<WorkerThread> alive = ConcurrentHashMap.newKeySet();

  /** A launcher whose workers load the application's classes with this loader. */
  public ThreadLauncher(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public WorkerLink launch(WorkerSetup setup, WorkerListener listener) {
    WorkerThread worker = new WorkerThread(setup, listener);
    alive.add(worker);
    worker.whenLeft(() -> alive.remove(worker));
    worker.start(loader);
    return worker;
  }

  @Override
  public void close() {
    alive.forEach(WorkerThread::kill);
  }
}
