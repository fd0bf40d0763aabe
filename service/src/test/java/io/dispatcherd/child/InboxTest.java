package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.TaskMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  @Test
  void onlyWhatWaitsBehindAnotherRunIsGivenBack() throws Exception {
    for (long number = 1; number <= 4; number++) {
      inbox.add(run(number));
    }
    assertFalse(withdrawn(1));
    assertTrue(withdrawn(2));
    assertFalse(withdrawn(2));
    assertEquals(List.of(3L, 4L), recalled());
    assertInstanceOf(Inbox.Next.Task.class, inbox.next(NEVER_IDLE));

    inbox.add(run(5));
    assertEquals(List.of(5L), recalled());
    inbox.add(run(6));
    inbox.through();
    assertEquals(List.of(), recalled());
    assertInstanceOf(Inbox.Next.Task.class, inbox.next(NEVER_IDLE));
  }

  @Test
  void whatWaitsBehindTheRunAtHandDoesNotBeginAfterAStop() {
    inbox.add(run(1));
    inbox.add(run(2));
    assertInstanceOf(Inbox.Next.Task.class, inbox.next(NEVER_IDLE));
    inbox.stop();
    inbox.add(run(3));

    assertEquals(new Inbox.Next.Leave(), inbox.next(NEVER_IDLE));
  }

  private static AcceptedRun run(long number) {
    return new AcceptedRun(number, TaskMessage.named("some.task"), new RunCancellation());
  }

  private boolean withdrawn(long number) throws IOException {
    return inbox.withdraw(number, run -> assertEquals(number, run.number()));
  }

  private List<Long> recalled() throws IOException {
    List<Long> recalled = new ArrayList<>();
    inbox.recall(run -> recalled.add(run.number()));
    return recalled;
  }
}
