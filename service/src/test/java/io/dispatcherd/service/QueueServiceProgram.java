package io.dispatcherd.service;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A service in a process of its own, for tests that kill or freeze it. */
public final class QueueServiceProgram {
  private QueueServiceProgram() {}

  /** Runs until it is killed: schema, URL, and the seconds that a lease stands. */
  public static void main(String[] args) throws InterruptedException {
    DispatcherService.builder()
        .settings(Map.of("version", 2, "service", Map.of("pool_kwargs", Map.of("max_workers", 1))))
        .tasks(QueueTasks.class, QueueRunTasks.class)
        .broker(
            "pg_queue",
            QueueBench.broker(args[0], args[1], Duration.ofSeconds(Long.parseLong(args[2]))))
        .processes()
        .start();
    new CountDownLatch(1).await();
  }
}
