package io.dispatcherd.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboxTest {
  private static final Optional<Duration> NEVER_IDLE = Optional.empty();

  private final Inbox inbox = new Inbox();

  @Test
  void runsThatCameBeforeAStopAreStillRun() {
    AcceptedRun run = run(1);
    inbox.add(run);
    inbox.stop();

    assertEquals(new Inbox.Next.Task(run), inbox.next(NEVER_IDLE));
    assertEquals(new Inbox.Next.Leave(), inbox.next(NEVER_IDLE));
  }

  @Test
  void anOrphanRunsNothingMore() {
    inbox.add(run(1));
    inbox.orphan();

    assertEquals(new Inbox.Next.Leave(), inbox.next(NEVER_IDLE));
    assertTrue(inbox.isStopping() && inbox.isOrphaned());
  }

  @Test
  void nothingForTheWholeTimeoutIsIdleAgainAndAgain() {
    Optional<Duration> timeout = Optional.of(Duration.ofMillis(20));
    long start = System.nanoTime();

    assertEquals(new Inbox.Next.Idle(), inbox.next(timeout));
    assertEquals(new Inbox.Next.Idle(), inbox.next(timeout));
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(40).toNanos());
  }

  @Test
  void anInterruptNeitherEndsNorShortensTheWait() {
    long start = System.nanoTime();
    Thread.currentThread().interrupt();

    assertEquals(new Inbox.Next.Idle(), inbox.next(Optional.of(Duration.ofMillis(50))));
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(50).toNanos());
  }

  @Test
  void aStopBeforeTheSetupEndsTheWaitForIt() {
    inbox.stop();
    assertEquals(Optional.empty(), inbox.awaitSetup());
  }

  private static AcceptedRun run(long number) {
    return new AcceptedRun(number, "{}", new RunCancellation());
  }
}
