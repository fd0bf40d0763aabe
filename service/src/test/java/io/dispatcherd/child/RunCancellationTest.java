package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.child.RunCancellation.CancellableSection;
import io.dispatcherd.child.RunCancellation.Cause;
import io.dispatcherd.threads.Race;
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
  void aCancelHitsOneSectionAndNothingBetweenOrAfterHoweverTheyRace() {
    Race.run(
        TwoSections::new,
        TwoSections::run,
        shared -> shared.cancellation.cancel(Cause.REQUEST),
        TwoSections::check);
  }

  /** A task and its callback. */
  private static final class TwoSections {
    private final RunCancellation cancellation = new RunCancellation();
    private int cancelled;

    void run() {
      cancelled = section() + section();
    }

    /** What came after the last section hits the next, and so none is lost. */
    void check() {
      assertFalse(Thread.currentThread().isInterrupted(), "an interrupt after the last section");
      assertEquals(1, cancelled + section());
    }

    private int section() {
      try (CancellableSection section = cancellation.enter()) {
        boolean isInterrupted = Thread.currentThread().isInterrupted();
        assertTrue(!isInterrupted || section.isCancelled(), "an interrupt from nowhere");
        section.close();
        assertFalse(Thread.currentThread().isInterrupted(), "an interrupt between sections");
        return section.isCancelled() ? 1 : 0;
      }
    }
  }
}
