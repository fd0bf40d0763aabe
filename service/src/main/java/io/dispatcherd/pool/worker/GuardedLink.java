package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.ToWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link that never throws: a worker that could not be told something is killed, since what it
 * knows is no longer what its record says.
 */
record GuardedLink(WorkerLink link) implements WorkerLink {
  private static final Logger log = LoggerFactory.getLogger(GuardedLink.class);

  @Override
  public void send(ToWorker frame) {
    try {
      link.send(frame);
    } catch (RuntimeException | Error e) {
      log.error("A worker can't be told something: killing it", e);
      kill();
    }
  }

  @Override
  public void flush() {
    try {
      link.flush();
    } catch (RuntimeException | Error e) {
      log.error("A worker can't be told something: killing it", e);
      kill();
    }
  }

  @Override
  public boolean hasOwnJvm() {
    return link.hasOwnJvm();
  }

  @Override
  public void kill() {
    try {
      link.kill();
    } catch (RuntimeException | Error e) {
      log.error("A worker can't be killed", e);
    }
  }
}
