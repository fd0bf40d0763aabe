package io.dispatcherd.service.threadworkers;

import io.dispatcherd.child.WorkerLoop;
import io.dispatcherd.child.WorkerParts;
import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker that is a thread of this JVM. What it is told and what it says is handed over by
 * whoever has it, without a line in between.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is chained passes news on, and can't fail.
final class WorkerThread implements WorkerLink {
  private static final Logger log = LoggerFactory.getLogger(WorkerThread.class);

  private final WorkerSetup setup;
  private final WorkerListener listener;
  private final InProcessChannel inProcess = new InProcessChannel();
  private final WorkerLoop loop;

  /** How it went; the first word counts, so that one that is written off stays so. */
  private final CompletableFuture<WorkerExit> left = new CompletableFuture<>();

  WorkerThread(WorkerSetup setup, WorkerListener listener, WorkerParts parts) {
    this.setup = setup;
    this.listener = listener;
    loop = new WorkerLoop(inProcess, () -> {}, parts);
  }

  /** Does this once it has left, or has been written off. */
  void whenLeft(Runnable action) {
    left.thenRun(action);
  }

  void start(ThreadFactory threads, ClassLoader loader) {
    String name = "worker-" + setup.workerId();
    left.thenAccept(exit -> listener.gone(setup.workerId(), exit));
    listener.spawned(setup.workerId(), ProcessHandle.current().pid());
    send(new ToWorker.Configure(setup));
    Thread worker = threads.newThread(this::live);
    worker.setName(name);
    worker.setContextClassLoader(loader);
    worker.start();
  }

  @Override
  public void send(ToWorker frame) {
    try {
      loop.accept(frame);
    } catch (IOException e) {
      log.debug("Worker {} is gone", setup.workerId(), e);
    }
  }

  @Override
  public boolean hasOwnJvm() {
    return false;
  }

  @Override
  public void kill() {
    if (left.complete(WorkerExit.stuck("stuck, written off: a thread can't be killed"))) {
      inProcess.close();
    }
  }

  void live() {
    try {
      loop.run();
    } finally {
      inProcess.close();
      boolean writtenOff =
          !left.complete(
              inProcess.leftInOrder
                  ? WorkerExit.left("left")
                  : WorkerExit.died("its thread ended"));
      if (writtenOff) {
        listener.gone(setup.workerId(), WorkerExit.left("ended after all"));
      }
    }
  }

  /** What it says reaches the service at once; until it is closed. */
  private final class InProcessChannel implements FrameChannel {
    private final CompletableFuture<@Nullable Frame> closed = new CompletableFuture<>();

    /** The last thing that it said was that it leaves. */
    private volatile boolean leftInOrder;

    @Override
    public void send(Frame frame) throws IOException {
      if (closed.isDone()) {
        throw new IOException("the service listens no more");
      }
      FromWorker said = (FromWorker) frame;
      leftInOrder = said instanceof FromWorker.Leaving;
      listener.said(setup.workerId(), said, () -> {});
    }

    /** All that it is told comes the other way; this tells only the end. */
    @Override
    public @Nullable Frame receive() {
      return closed.join();
    }

    @Override
    public void close() {
      closed.complete(null);
    }
  }
}
