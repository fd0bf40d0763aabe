package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.pool.RestingWorkers;
import io.dispatcherd.service.fixtures.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What signals do to a service that is a process, and to its workers. */
@Tag("functional")
@Timeout(180)
class SignalsFunctionalTest {
  /** So many processes tell how much time the machine has; the slowest counts. */
  private static final int OTHERS = 5;

  /** A worker needs a processor so many times between the loss of its service and its end. */
  private static final int TURNS = 3;

  @Test
  void sigtermToTheGroupWithIdleAndBusyWorkersEndsInOrderAndQuietly() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of("min_workers", 2))) {
      awaitListening(service);
      service.probe(Map.of(), "gate", "a");
      service.probe().await("a");
      List<ProcessHandle> workers = service.awaitChildren(2);
      awaitStarted(workers);

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
  void sigtermToTheGroupEndsWithinTheConfiguredWaitsThoughATaskGoesOn() throws Exception {
    Map<String, Object> waits = Map.of("min_workers", 2, "shutdown_wait", 1, "cancel_wait", 1);
    try (ServiceProcess service = ServiceProcess.start(waits)) {
      awaitListening(service);
      service.probe(Map.of("uuid", "u-stubborn"), "ignoreInterrupts", "stubborn");
      service.probe().await("stubborn");
      List<ProcessHandle> workers = service.awaitChildren(2);
      long start = System.nanoTime();

      service.signalGroup("TERM");

      assertEquals(0, service.exitCode());
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      // Both waits are over. That it ends at all shows that it waits no longer: the task never
      // ends.
      assertTrue(taken.compareTo(Duration.ofSeconds(2)) >= 0, taken::toString);
      String output = service.output();
      assertTrue(output.contains("u-stubborn"), output);
      assertFalse(output.contains("\tat "), output);
      assertGone(workers);
    }
  }

  @Test
  void aTerminalsInterruptWhileAllWorkersAreIdleEndsQuietly() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(Map.of("min_workers", 2), Map.of("spare_workers", 1), Map.of())) {
      awaitListening(service);
      List<ProcessHandle> workers = service.awaitChildren(3);
      RestingWorkers.await(workers);

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
      awaitStarted(workers);

      assertGoneInASecondAfter(() -> service.signal("KILL"), workers);
    }
  }

  @Test
  void aWorkerThatIsStartingFindsThatItsServiceWasKilledAndLeaves() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of("min_workers", 2))) {
      List<ProcessHandle> workers = service.awaitChildren(2);

      service.signal("KILL");

      ServiceProcess.await("no worker left")
          .until(() -> workers.stream().allMatch(ServiceProcess::hasEnded));
    }
  }

  private interface Blow {
    void strike() throws Exception;
  }

  /**
   * A second is what is promised, on a machine that has time for it. What it has is told by some
   * processes that need it as workers do, and at the same moment: they end when their input ends.
   */
  private static void assertGoneInASecondAfter(Blow blow, List<ProcessHandle> workers)
      throws Exception {
    List<Process> others = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      others.add(new ProcessBuilder("cat").redirectOutput(Redirect.DISCARD).start());
    }
    long start = System.nanoTime();
    blow.strike();
    for (Process other : others) {
      other.getOutputStream().close();
    }
    AtomicReference<Duration> reaction = new AtomicReference<>(Duration.ZERO);
    AtomicReference<Duration> lived = new AtomicReference<>(Duration.ZERO);
    ServiceProcess.await("no process left")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              boolean othersLive = others.stream().anyMatch(Process::isAlive);
              boolean workersLive = !workers.stream().allMatch(ServiceProcess::hasEnded);
              Duration passed = Duration.ofNanos(System.nanoTime() - start);
              if (othersLive) {
                reaction.set(passed);
              }
              if (workersLive) {
                lived.set(passed);
              }
              return !othersLive && !workersLive;
            });
    Duration allowed = Duration.ofSeconds(1).plus(reaction.get().multipliedBy(TURNS));
    assertTrue(
        lived.get().compareTo(allowed) < 0,
        () -> "they lived on for %s, processes beside them for %s".formatted(lived, reaction));
  }

  private static void awaitListening(ServiceProcess service) {
    service.awaitOutput("started");
    service.awaitOutput("pg_notify-producer is listening");
  }

  /**
   * Waits until each reads what its service says. A JVM that a signal finds while it builds itself
   * up has something to say about that, which nobody can keep it from; one whose service dies
   * meanwhile finds that when it is up.
   */
  private static void awaitStarted(List<ProcessHandle> workers) {
    ServiceProcess.await("started workers")
        .until(() -> workers.stream().allMatch(SignalsFunctionalTest::readsFrames));
  }

  /** Where threads can't be seen in files, as on Linux, it's taken to. */
  private static boolean readsFrames(ProcessHandle worker) {
    Path threads = Path.of("/proc", String.valueOf(worker.pid()), "task");
    if (!Files.isDirectory(threads)) {
      return true;
    }
    try (Stream<Path> all = Files.list(threads)) {
      return all.anyMatch(thread -> nameOf(thread).equals("main-frames"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty if it has ended meanwhile. */
  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
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
