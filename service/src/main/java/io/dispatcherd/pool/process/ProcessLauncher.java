package io.dispatcherd.pool.process;

import io.dispatcherd.frames.FrameLines;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.worker.WorkerLauncher;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Workers that are JVM processes of their own, each on a Unix socket that only this user can reach.
 *
 * <p>Some may be started ahead, so that a new worker needn't wait for its JVM. Spare workers start
 * one after the other, and only when the requested workers have been ready for a moment: otherwise
 * they would compete with them and their first tasks for the processor.
 */
public final class ProcessLauncher implements WorkerLauncher {
  /** How long after a worker has become ready the start of a spare one may begin. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final JavaCommand command;
  private final int spareCount;
  private final FrameLines lines;

  /** Processes that have not ended; removed by the threads that see them end. */
  private final Set<WorkerProcess> alive = ConcurrentHashMap.newKeySet();

  /**
   * Guards what follows, which the pool's thread and those that see processes start and end use.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<WorkerProcess> spares = new ArrayDeque<>();
  private boolean isStartingSpare;

  /** Workers that were launched and have neither become ready nor ended. */
  private int gettingReady;

  private boolean closed;

  /**
   * A launcher of workers.
   *
   * @param spareCount how many processes to keep started ahead
   * @param maxBacklog bytes that may be read from one worker and not handled yet
   */
  public ProcessLauncher(JavaCommand command, int spareCount, int maxBacklog) {
    this.command = command;
    this.spareCount = spareCount;
    lines = new FrameLines(maxBacklog);
  }

  /** Starts their processes: a JVM takes its time, in which the service can get on with its own. */
  @Override
  public void prepare(int count) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        spares.add(start(false));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WorkerLink launch(WorkerSetup setup, WorkerListener listener) {
    WorkerProcess process;
    lock.lock();
    try {
      gettingReady++;
      process = spareOrNew();
    } finally {
      lock.unlock();
    }
    process.whenReadyOrEnded(this::oneLessGetsReady);
    process.adopt(setup, listener);
    return process;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    alive.forEach(WorkerProcess::kill);
    alive.forEach(WorkerProcess::awaitEnd);
    lines.close();
  }

  private WorkerProcess spareOrNew() {
    for (WorkerProcess spare = spares.poll(); spare != null; spare = spares.poll()) {
      if (!spare.hasEnded()) {
        return spare;
      }
    }
    return start(false);
  }

  private void oneLessGetsReady() {
    lock.lock();
    try {
      gettingReady--;
    } finally {
      lock.unlock();
    }
    if (spareCount > 0) {
      CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::startSpareIfQuiet);
    }
  }

  private void startSpareIfQuiet() {
    lock.lock();
    try {
      startSpare();
    } finally {
      lock.unlock();
    }
  }

  private void startSpare() {
    if (!closed && !isStartingSpare && gettingReady == 0 && spares.size() < spareCount) {
      isStartingSpare = true;
      WorkerProcess spare = start(true);
      spares.add(spare);
      spare.whenConnectedOrEnded(this::spareHasStarted);
    }
  }

  private void spareHasStarted(boolean connected) {
    lock.lock();
    try {
      isStartingSpare = false;
      if (connected) { // Else the next one would probably end as soon: not before one is wanted.
        startSpare();
      }
    } finally {
      lock.unlock();
    }
  }

  private WorkerProcess start(boolean isSpare) {
    WorkerProcess process = WorkerProcess.start(command, isSpare, lines);
    alive.add(process);
    process.whenEnded(() -> ended(process));
    return process;
  }

  private void ended(WorkerProcess process) {
    alive.remove(process);
    lock.lock();
    try {
      spares.remove(process);
    } finally {
      lock.unlock();
    }
  }
}
