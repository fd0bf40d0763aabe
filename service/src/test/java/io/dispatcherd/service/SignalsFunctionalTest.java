package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What signals do to a service that is a process, and to its workers. */
@Tag("functional")
@Timeout(180)
class SignalsFunctionalTest {
  /** A worker needs a processor so many times between the loss of its service and its end. */
  private static final int HELD_UP_AT_MOST = 3;

  @Test
  void sigtermToTheGroupWithIdleAndBusyWorkersEndsInOrderAndQuietly() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of("min_workers", 2))) {
      awaitListening(service);
      service.probe(Map.of(), "gate", "a");
      service.probe().await("a");
      List<ProcessHandle> workers = service.awaitChildren(2);

      service.signalGroup("TERM");
      service.probe().release("a");

      service.probe().await("after a");
      assertEquals(0, service.exitCode());
      assertQuiet(service);
      assertGone(workers);
      assertEquals(List.of(), service.leftFiles());
    }
  }

  @Test
  void aTerminalsInterruptWhileAllWorkersAreIdleEndsQuietly() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(Map.of("min_workers", 2), Map.of("spare_workers", 1), Map.of())) {
      awaitListening(service);
      List<ProcessHandle> workers = service.awaitChildren(3);
      service.probe(Map.of(), "say", "ready");
      service.probe().await("ready");

      service.signalGroup("INT");

      assertEquals(0, service.exitCode());
      assertQuiet(service);
      assertGone(workers);
    }
  }

  @Test
  void sigtermToTheGroupWhileWorkersAreStartingEndsInOrder() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of("min_workers", 2))) {
      List<ProcessHandle> workers = service.awaitChildren(2);

      service.signalGroup("TERM");

      assertEquals(0, service.exitCode());
      assertGone(workers);
    }
  }

  @Test
  void sigtermToTheServiceDuringItsStartEndsItAsSoonAsItHasStarted() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of())) {
      service.awaitOutput("handling signals");
      service.signal("TERM");
      assertEquals(0, service.exitCode());
      assertQuiet(service);
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of("shutdown_wait", 3600))) {
      awaitListening(service);
      service.probe(Map.of(), "ignoreInterrupts", "a");
      service.probe().await("a");
      List<ProcessHandle> workers = service.awaitChildren(1);
      service.signalGroup("TERM");
      service.awaitOutput("Stopping");
      service.signalGroup("TERM");
      assertEquals(0, service.exitCode());
      assertGone(workers);
    }
  }

  @Test
  void noWorkerOutlivesAServiceThatIsKilled() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(Map.of("min_workers", 2), Map.of("spare_workers", 1), Map.of())) {
      awaitListening(service);
      service.probe(Map.of(), "ignoreInterrupts", "stubborn");
      service.probe().await("stubborn");
      List<ProcessHandle> workers = service.awaitChildren(3);

      service.signal("KILL");

      Duration lived = timeToEnd(workers);
      // A second is promised, on a machine that has time for it.
      assertTrue(lived.compareTo(Duration.ofSeconds(2)) < 0, () -> "they lived on for " + lived);
    }
  }

  /**
   * How long it takes them to end, by the time that the machine has given us: what we had to wait
   * for a processor, they had to wait too, perhaps again and again.
   */
  private static Duration timeToEnd(List<ProcessHandle> processes) {
    Duration look = Duration.ofMillis(10);
    AtomicLong start = new AtomicLong(System.nanoTime());
    AtomicLong last = new AtomicLong(start.get());
    ServiceProcess.await("no process left")
        .pollDelay(Duration.ZERO)
        .pollInterval(look)
        .until(
            () -> {
              long now = System.nanoTime();
              long late = Math.max(0, now - last.getAndSet(now) - look.toNanos());
              start.addAndGet(HELD_UP_AT_MOST * late);
              return processes.stream().noneMatch(ProcessHandle::isAlive);
            });
    return Duration.ofNanos(System.nanoTime() - start.get());
  }

  private static void awaitListening(ServiceProcess service) {
    service.awaitOutput("started");
    service.awaitOutput("pg_notify-producer is listening");
  }

  private static void assertQuiet(ServiceProcess service) throws Exception {
    String output = service.output();
    for (String noise : List.of("WARN", "ERROR", "Exception", "\tat ", "died")) {
      assertFalse(output.contains(noise), () -> noise + " in: " + output);
    }
  }

  private static void assertGone(List<ProcessHandle> processes) {
    assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
  }
}
