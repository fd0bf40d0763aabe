package io.dispatcherd.pool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.pool.RestingWorkers;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
class ProcessLauncherTest {
  private static final WorkerSetup SETUP =
      new WorkerSetup(
          0, "node", Optional.empty(), Map.of(), Optional.empty(), List.of(), List.of());

  private static final List<Path> CLASSPATH =
      Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of).toList();

  @Test
  void aProcessThatWasStartedAheadBecomesTheFirstWorker() throws Exception {
    Set<Long> before = children();
    Spawned spawned = new Spawned();
    try (ProcessLauncher launcher =
        new ProcessLauncher(JavaCommand.of(CLASSPATH, List.of()), 0, 1 << 20)) {
      launcher.prepare(1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> children().size() == before.size() + 1);
      Set<Long> ahead = children();
      ahead.removeAll(before);

      launcher.launch(SETUP, spawned);

      assertEquals(ahead, Set.of(spawned.pid.get(30, TimeUnit.SECONDS)));
    }
    assertEquals(before, children());
  }

  @Test
  void aSpareProcessIsStartedWhenNobodyGetsReadyAndBecomesTheNextWorker() throws Exception {
    Set<Long> before = children();
    Spawned first = new Spawned();
    Spawned second = new Spawned();
    try (ProcessLauncher launcher =
        new ProcessLauncher(JavaCommand.of(CLASSPATH, List.of()), 1, 1 << 20)) {
      launcher.launch(SETUP, first);
      Set<Long> whenReady = first.childrenWhenReady.get(30, TimeUnit.SECONDS);
      assertEquals(before.size() + 1, whenReady.size(), "no spare one before the first is ready");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> children().size() == before.size() + 2);
      Set<Long> spare = children();
      spare.removeAll(whenReady);

      launcher.launch(SETUP, second);

      assertEquals(spare, Set.of(second.pid.get(30, TimeUnit.SECONDS)));
      second.childrenWhenReady.get(30, TimeUnit.SECONDS);
    }
    assertEquals(before, children());
  }

  @Test
  void aSpareProcessThatASignalEndsWhileItRestsLeavesQuietly() throws Exception {
    Set<Long> before = children();
    Spawned first = new Spawned();
    try (CapturedLog log = new CapturedLog()) {
      try (ProcessLauncher launcher =
          new ProcessLauncher(JavaCommand.of(CLASSPATH, List.of()), 1, 1 << 20)) {
        launcher.launch(SETUP, first);
        Set<Long> others = first.childrenWhenReady.get(30, TimeUnit.SECONDS);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> children().size() == before.size() + 2);
        Set<Long> spares = children();
        spares.removeAll(others);
        ProcessHandle spare = ProcessHandle.of(spares.iterator().next()).orElseThrow();
        RestingWorkers.await(List.of(spare));

        spare.destroy();
        spare.onExit().get(30, TimeUnit.SECONDS);
      } // Now whatever it said has been heard.
      assertEquals(List.of(), log.lines(Level.INFO));
    }
    assertEquals(before, children());
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static final class Spawned implements WorkerListener {
    final CompletableFuture<Long> pid = new CompletableFuture<>();
    final CompletableFuture<Set<Long>> childrenWhenReady = new CompletableFuture<>();

    @Override
    public void spawned(int worker, long process) {
      pid.complete(process);
    }

    @Override
    public void said(int worker, FromWorker frame, Runnable onTaken) {
      if (frame instanceof FromWorker.Ready) {
        childrenWhenReady.complete(children());
      }
      onTaken.run();
    }

    @Override
    public void gone(int worker, WorkerExit exit) {}
  }
}
