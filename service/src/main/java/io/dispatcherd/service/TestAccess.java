package io.dispatcherd.service;

import java.util.concurrent.CompletableFuture;

/**
 * What tests do to a service and programs don't. Not for applications: the testing module has it in
 * words of its own.
 */
public final class TestAccess {
  private TestAccess() {}

  /**
   * To be called when a clock of a service has leapt: when it returns, schedules that are due have
   * delivered, and the event loop looks at the clock before anything that is asked of it later.
   */
  public static void clockChanged(DispatcherService service) {
    service.clockChanged();
  }

  /**
   * Waits, without holding a thread, for a moment at which no task is running, ready or held.
   * Delayed ones don't count, and neither does what is still on its way to the service.
   *
   * @return completes with the number of tasks that have been received by then; is cancelled if the
   *     service stops first
   */
  public static CompletableFuture<Long> whenIdle(DispatcherService service) {
    return service.whenIdle();
  }
}
