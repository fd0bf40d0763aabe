package io.dispatcherd.pool;

import io.dispatcherd.frames.FrameLines;
import io.dispatcherd.frames.WorkerSetup;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Workers that are JVM processes of their own, each on a Unix socket that only this user can reach.
 * Some may be started ahead, so that a new worker needn't wait for its JVM.
 */
public final class ProcessLauncher implements WorkerLauncher {
  private final JavaCommand command;
  private final int spareCount;
  private final FrameLines lines;

  /** Processes that have not ended; removed by the threads that see them end. */
  private final Set<WorkerProcess> alive = ConcurrentHashMap.newKeySet();

  private final Queue<WorkerProcess> spares = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * A launcher of workers.
   *
   * @param spareCount how many processes to keep started ahead
   * @param maxBacklog bytes that may have been read of one worker and not been taken
   */
  public ProcessLauncher(JavaCommand command, int spareCount, int maxBacklog) {
    this.command = command;
    this.spareCount = spareCount;
    lines = new FrameLines(maxBacklog);
  }

  /** Starts their processes: a JVM takes its time, in which the service can get on with its own. */
  @Override
  public void prepare(int count) {
    for (int i = 0; i < count; i++) {
      spares.add(start());
    }
  }

  @Override
  public WorkerLink launch(WorkerSetup setup, WorkerListener listener) {
    WorkerProcess process = spareOrNew();
    process.adopt(setup, listener);
    while (!closed && spares.size() < spareCount) {
      spares.add(start());
    }
    return process;
  }

  @Override
  public void close() {
    closed = true;
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
    return start();
  }

  private WorkerProcess start() {
    WorkerProcess process = WorkerProcess.start(command, lines);
    alive.add(process);
    process.whenEnded(
        () -> {
          alive.remove(process);
          spares.remove(process);
        });
    return process;
  }
}
