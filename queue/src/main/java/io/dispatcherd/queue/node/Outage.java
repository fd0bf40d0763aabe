package io.dispatcherd.queue.node;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says that something fails again and again: in the log at once, then now and then, until it works
 * again. For one thread.
 */
final class Outage {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Logger log;
  private long count;
  private long saidAt;

  Outage(Logger log) {
    this.log = log;
  }

  void failed(String what, Exception e) {
    long now = System.nanoTime();
    count++;
    if (count == 1 || now - saidAt > PAUSE_NANOS) {
      saidAt = now;
      log.warn("{}, and is tried again: {}", what, e.getMessage());
    } else {
      log.debug("{}, for the {}th time", what, count, e);
    }
  }

  /** It works. */
  void over() {
    if (count > 1) {
      log.info("The queue's database answers again");
    }
    count = 0;
  }
}
