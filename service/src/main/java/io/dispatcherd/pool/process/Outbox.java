package io.dispatcherd.pool.process;

import io.dispatcherd.frames.FrameLine;
import io.dispatcherd.frames.FrameTooLongException;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames for a worker process: kept until it has connected, then passed to its line. Never blocks.
 * Thread-safe.
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final Runnable giveUp;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final List<ToWorker> early = new ArrayList<>();
  private @Nullable FrameLine line;
  private boolean closed;

  /**
   * @param giveUp ends the worker if a frame can't be sent to it
   */
  Outbox(Runnable giveUp) {
    this.giveUp = giveUp;
  }

  void add(ToWorker frame) {
    lock.lock();
    try {
      if (closed) {
        log.debug("Could not send to a worker: its line is closed");
      } else if (line == null) {
        early.add(frame);
      } else {
        add(line, frame);
      }
    } catch (FrameTooLongException e) {
      tooLong(e);
    } finally {
      lock.unlock();
    }
  }

  /** Sends what was added. */
  void flush() {
    lock.lock();
    try {
      if (line != null && !closed) {
        line.flush();
      }
    } catch (IOException e) {
      log.debug("Could not send to a worker: its line is closed", e);
      giveUp.run();
    } finally {
      lock.unlock();
    }
  }

  /** The worker has connected. */
  void connected(FrameLine newLine) {
    lock.lock();
    try {
      line = newLine;
      for (ToWorker frame : early) {
        add(newLine, frame);
      }
      early.clear();
    } catch (FrameTooLongException e) {
      tooLong(e);
    } finally {
      lock.unlock();
    }
    flush();
  }

  /** The line is no more. */
  void closed() {
    lock.lock();
    try {
      closed = true;
      early.clear();
    } finally {
      lock.unlock();
    }
  }

  private void tooLong(FrameTooLongException e) {
    log.error("A message is too long for a worker, which is killed with it: {}", e.getMessage());
    giveUp.run();
  }

  private static void add(FrameLine line, ToWorker frame) throws FrameTooLongException {
    try {
      line.add(frame);
    } catch (FrameTooLongException e) {
      if (!(frame instanceof ToWorker.Answer answer)) {
        throw e;
      }
      String error = Json.write(Map.of("error", "The reply is too long: " + e.getMessage()));
      line.add(new ToWorker.Answer(answer.request(), error));
    }
  }
}
