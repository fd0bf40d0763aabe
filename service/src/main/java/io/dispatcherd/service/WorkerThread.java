package io.dispatcherd.service;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.InMemoryFrameChannel;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.WorkerExit;
import io.dispatcherd.pool.WorkerLink;
import io.dispatcherd.pool.WorkerListener;
import io.dispatcherd.workers.WorkerLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker that is a thread of this JVM, and the line to it. A second, virtual, thread reads what
 * it says.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is chained passes news on, and can't fail.
final class WorkerThread implements WorkerLink {
  private static final Logger log = LoggerFactory.getLogger(WorkerThread.class);

  private final WorkerSetup setup;
  private final WorkerListener listener;
  private final InMemoryFrameChannel.Pair line;

  /** How it went; the first word counts, so that one that is written off stays so. */
  private final CompletableFuture<WorkerExit> left = new CompletableFuture<>();

  WorkerThread(WorkerSetup setup, WorkerListener listener, InMemoryFrameChannel.Pair line) {
    this.setup = setup;
    this.listener = listener;
    this.line = line;
  }

  /** Does this once it has left, or has been written off. */
  void whenLeft(Runnable action) {
    left.thenRun(action);
  }

  void start(ClassLoader loader) {
    String name = "worker-" + setup.workerId();
    left.thenAccept(exit -> listener.gone(setup.workerId(), exit));
    listener.spawned(setup.workerId(), ProcessHandle.current().pid());
    send(new ToWorker.Configure(setup));
    Thread worker = Thread.ofPlatform().daemon().name(name).unstarted(this::live);
    worker.setContextClassLoader(loader);
    worker.start();
    Thread.ofVirtual().name(name + "-listener").start(this::listen);
  }

  @Override
  public void send(ToWorker frame) {
    try {
      line.service().send(frame);
    } catch (IOException e) {
      log.debug("Worker {} no longer listens", setup.workerId(), e);
    }
  }

  @Override
  public boolean hasOwnJvm() {
    return false;
  }

  @Override
  public void kill() {
    if (left.complete(WorkerExit.stuck("stuck, written off: a thread can't be killed"))) {
      line.service().close();
    }
  }

  private void live() {
    try {
      new WorkerLoop(line.worker(), () -> {}).run();
    } finally {
      line.worker().close();
      if (left.isDone() && left.join().kind() == WorkerExit.Kind.STUCK) {
        listener.gone(setup.workerId(), WorkerExit.left("ended after all"));
      }
    }
  }

  private void listen() {
    boolean leftInOrder = false;
    try {
      while (line.service().receive() instanceof FromWorker frame) {
        leftInOrder = frame instanceof FromWorker.Leaving;
        listener.said(setup.workerId(), frame);
      }
    } catch (IOException e) {
      log.debug("The line to worker {} is broken", setup.workerId(), e);
    } finally {
      left.complete(leftInOrder ? WorkerExit.left("left") : WorkerExit.died("its thread ended"));
    }
  }
}
