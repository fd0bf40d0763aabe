package io.dispatcherd.child;

import static io.dispatcherd.child.WorkerThread.plain;
import static io.dispatcherd.child.WorkerThread.recording;
import static io.dispatcherd.child.WorkerThread.setup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.child.WorkerLoop.Departure;
import io.dispatcherd.frames.FromWorker.Starting;
import io.dispatcherd.frames.FromWorker.Unfit;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker does until it is ready. */
@Timeout(60)
class WorkerStartTest {
  @Test
  void aWorkerWhoseOnStartThrowsIsUnfitAndSaysWhy() throws Exception {
    assertUnfit(recording(Map.of("fail in", "onStart")), "onStart", "as the test wants it");
  }

  @Test
  void anUnknownWorkerClassIsNamed() throws Exception {
    assertUnfit(setup(Optional.of("com.example.Missing"), Map.of()), "com.example.Missing");
  }

  @Test
  void aWorkerClassThatIsNoneIsNamed() throws Exception {
    assertUnfit(setup(Optional.of("java.lang.String"), Map.of()), "java.lang.String", "extend");
  }

  @Test
  void optionsThatNoConstructorTakesAreNamedWithoutTheirValues() throws Exception {
    String reason =
        assertUnfit(setup(Optional.empty(), Map.of("colour", "secret")), "colour", "Map");
    assertFalse(reason.contains("secret"), reason);
  }

  @Test
  void aMissingClassToPreloadIsNamed() throws Exception {
    WorkerSetup setup = plain();
    assertUnfit(
        new WorkerSetup(
            setup.workerId(),
            setup.nodeId(),
            setup.workerClass(),
            setup.workerOptions(),
            setup.idleTimeout(),
            List.of("com.example.Missing"),
            setup.tasks()),
        "com.example.Missing");
  }

  @Test
  void aWorkerThatIsToldToStopBeforeItsSetupLeaves() throws Exception {
    try (WorkerThread worker = new WorkerThread()) {
      worker.stop();
      assertEquals(Departure.ORDERLY, worker.departure());
    }
  }

  @Test
  void theLossOfTheServiceIsNoticedWhileAWorkerPrepares() throws Exception {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    try (WorkerThread worker = new WorkerThread(prepared::join)) {
      worker.dropLine();
      worker.awaitServiceLost();
      prepared.complete(null);
      assertEquals(Departure.ORPHANED, worker.departure());
    }
  }

  private static String assertUnfit(WorkerSetup setup, String... words) throws Exception {
    try (WorkerThread worker = new WorkerThread()) {
      worker.send(new ToWorker.Configure(setup));
      worker.expect(Starting.class);
      String reason = worker.expect(Unfit.class).reason();
      for (String word : words) {
        assertTrue(reason.contains(word), reason);
      }
      assertEquals(Departure.UNFIT, worker.departure());
      return reason;
    }
  }
}
