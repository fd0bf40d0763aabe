package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.child.RunCancellation.CancellableSection;
import io.dispatcherd.child.RunCancellation.Cause;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunCancellationTest {
  private final RunCancellation cancellation = new RunCancellation();

  @Test
  void aCancelInterruptsTheSectionInProgress() {
    try (CancellableSection section = cancellation.enter()) {
      cancellation.cancel(Cause.REQUEST);
      assertTrue(Thread.currentThread().isInterrupted());
      assertEquals(Cause.REQUEST, section.cause());
    }
  }

  @Test
  void aSecondCancelInterruptsACodeThatSwallowedTheFirst() {
    try (CancellableSection section = cancellation.enter()) {
      cancellation.cancel(Cause.REQUEST);
      assertTrue(Thread.interrupted());
      cancellation.cancel(Cause.TIMEOUT);
      assertTrue(Thread.interrupted());
      assertTrue(section.isCancelled());
    }
  }

  @Test
  void aCancelBeforeASectionCancelsItWithoutAnInterrupt() {
    cancellation.cancel(Cause.TIMEOUT);
    assertFalse(Thread.currentThread().isInterrupted());
    try (CancellableSection section = cancellation.enter()) {
      assertEquals(Cause.TIMEOUT, section.cause());
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @Test
  void aCancelHitsOneSectionOnly() {
    try (CancellableSection first = cancellation.enter()) {
      cancellation.cancel(Cause.REQUEST);
      assertTrue(first.isCancelled());
    }
    try (CancellableSection second = cancellation.enter()) {
      assertFalse(second.isCancelled());
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @Test
  void aSectionRemembersAfterItsEndThatItWasCancelled() {
    CancellableSection section = cancellation.enter();
    cancellation.cancel(Cause.REQUEST);
    section.close();
    assertTrue(section.isCancelled());
  }

  @Test
  void aCancelAfterTheEndDoesNothing() {
    CancellableSection section = cancellation.enter();
    section.close();
    cancellation.cancel(Cause.REQUEST);
    assertNull(section.cause());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void anInterruptNeverOutlivesItsSectionHoweverTheyRace() throws Exception {
    int rounds = 20_000;
    CyclicBarrier start = new CyclicBarrier(2);
    RunCancellation[] runs = new RunCancellation[rounds];
    for (int i = 0; i < rounds; i++) {
      runs[i] = new RunCancellation();
    }
    Thread canceller =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitBoth(start);
                  for (RunCancellation run : runs) {
                    run.cancel(Cause.REQUEST);
                  }
                });
    awaitBoth(start);
    for (RunCancellation run : runs) {
      try (CancellableSection section = run.enter()) {
        assertTrue(!Thread.currentThread().isInterrupted() || section.isCancelled());
      }
      assertFalse(Thread.currentThread().isInterrupted());
    }
    canceller.join();
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static void awaitBoth(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
