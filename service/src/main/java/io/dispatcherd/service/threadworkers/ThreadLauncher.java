package io.dispatcherd.service.threadworkers;

import io.dispatcherd.child.WorkerParts;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.worker.WorkerLauncher;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * Workers that are threads of this JVM: the same loop as in a worker process, with no line in
 * between. A thread can't be killed: one that doesn't end is written off, and named until it does.
 */
public final class ThreadLauncher implements WorkerLauncher {
  private final ClassLoader loader;
  private final ThreadFactory threads;
  private final WorkerParts parts;

  /** Workers that have not left; removed by the threads that see them leave. */
  private final Set<WorkerThread> alive = ConcurrentHashMap.newKeySet();

  /**
   * @param loader finds the application's classes
   * @param threads makes the threads; each is given a name and the loader
   * @param parts what each worker is given
   */
  public ThreadLauncher(ClassLoader loader, ThreadFactory threads, WorkerParts parts) {
    this.loader = loader;
    this.threads = threads;
    this.parts = parts;
  }

  @Override
  public WorkerLink launch(WorkerSetup setup, WorkerListener listener) {
    WorkerThread worker = new WorkerThread(setup, listener, parts);
    alive.add(worker);
    worker.whenLeft(() -> alive.remove(worker));
    try {
      worker.start(threads, loader);
    } catch (RuntimeException | Error e) {
      alive.remove(worker); // The JVM can have no more threads, say.
      throw e;
    }
    return worker;
  }

  @Override
  public void close() {
    alive.forEach(WorkerThread::kill);
  }
}
