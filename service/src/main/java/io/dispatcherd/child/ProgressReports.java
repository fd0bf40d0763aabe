package io.dispatcherd.child;

import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FromWorker;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service how far one run is: at once if nothing was told for half a second, else the
 * latest when that is over. Thread-safe.
 */
final class ProgressReports {
  private static final Logger log = LoggerFactory.getLogger(ProgressReports.class);
  private static final long PAUSE_MILLIS = 500;

  private final FrameChannel channel;
  private final long run;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private FromWorker.@Nullable Progress waiting;
  private boolean pausing;

  ProgressReports(FrameChannel channel, long run) {
    this.channel = channel;
    this.run = run;
  }

  void add(double part, String text) {
    FromWorker.Progress said = new FromWorker.Progress(run, part, text);
    lock.lock();
    try {
      if (pausing) {
        waiting = said;
        return;
      }
      pause();
    } finally {
      lock.unlock();
    }
    send(said);
  }

  private void pause() {
    pausing = true;
    CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(this::goOn);
  }

  private void goOn() {
    FromWorker.Progress next;
    lock.lock();
    try {
      next = waiting;
      waiting = null;
      pausing = false;
      if (next != null) {
        pause();
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      send(next);
    }
  }

  private void send(FromWorker.Progress said) {
    try {
      channel.send(said);
    } catch (IOException e) {
      log.debug("Progress can't be told", e);
    }
  }
}
