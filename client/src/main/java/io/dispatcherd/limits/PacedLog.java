package io.dispatcherd.limits;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Limits how often lines of one kind are logged. Beyond the limit they are only counted, and the
 * next line that is written says how many were left out. Thread-safe.
 */
public final class PacedLog {
  static final int LINES = 20;
  static final Duration WHILE = Duration.ofSeconds(10);

  private final Logger log;
  private final Level level;
  private final LongSupplier nanoTime;

  /** Guards what follows. Held for no longer than counting takes. */
  private final ReentrantLock lock = new ReentrantLock();

  private long began;
  private int written;
  private long suppressed;

  /** Lines of this level. */
  public PacedLog(Logger log, Level level) {
    this(log, level, System::nanoTime);
  }

  PacedLog(Logger log, Level level, LongSupplier nanoTime) {
    this.log = log;
    this.level = level;
    this.nanoTime = nanoTime;
    began = nanoTime.getAsLong();
  }

  /** Writes a line, or only counts it. */
  public void say(String line) {
    String remark;
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      long before = 0;
      if (now - began >= WHILE.toNanos()) {
        began = now;
        written = 0;
        before = suppressed;
        suppressed = 0;
      }
      if (written == LINES) {
        suppressed++;
        return;
      }
      written++;
      remark = remark(before);
    } finally {
      lock.unlock();
    }
    log.atLevel(level).log("{}{}", line, remark);
  }

  /** Called with the lock. */
  private String remark(long before) {
    if (before > 0) {
      return "; %,d more like it were not logged".formatted(before);
    }
    return written == LINES
        ? "; more like it are only counted for up to %d s".formatted(WHILE.toSeconds())
        : "";
  }
}
