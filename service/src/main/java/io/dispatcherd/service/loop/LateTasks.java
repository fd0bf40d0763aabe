package io.dispatcherd.service.loop;

import io.dispatcherd.messages.TaskMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that arrive after the service has stopped: an immediate stop may be faster than a broker.
 */
final class LateTasks {
  private static final Logger log = LoggerFactory.getLogger(LateTasks.class);

  private LateTasks() {}

  /** Logs that a task is lost. Any thread. */
  static void name(TaskMessage task) {
    log.warn("Lost at shutdown, arrived too late: {}", task);
  }
}
