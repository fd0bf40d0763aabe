package io.dispatcherd.service.loop;

import io.dispatcherd.messages.TaskMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that arrive while the last of a service ends: a stop that waits for nothing may be faster
 * than a broker.
 */
final class LateTasks {
  private static final Logger log = LoggerFactory.getLogger(LateTasks.class);

  private LateTasks() {}

  /** Says that this one is lost. Any thread. */
  static void name(TaskMessage task) {
    log.warn("Lost at shutdown, it came too late: {}", task);
  }
}
