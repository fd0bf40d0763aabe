package io.dispatcherd.testing.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.tasks.OnDuplicate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a test of an application can do, as such a test. */
@Tag("functional")
class TestServiceTest {
  private static final String FOLLOW = SampleTasks.class.getName() + ".follow";
  private static final String ADD = SampleTasks.class.getName() + ".add";

  @RegisterExtension
  final DispatcherdExtension dispatcherd =
      new DispatcherdExtension()
          .withWorkers(1)
          .startingAt(Instant.parse("2026-03-01T22:30:00Z"))
          .withSection(
              "producers",
              Map.of(
                  "ScheduledProducer",
                  Map.of(
                      "task_schedule",
                      Map.of(
                          "nightly",
                          Map.of("task", ADD, "cron", "0 3 * * *", "args", List.of(1, 2)))),
                  "ControlProducer",
                  Map.of()));

  @Test
  void whatATaskReturnsCanBeAsserted(TestService service) {
    Submission added = service.submit(SampleTasks::add, 2, 3);
    service.drain();
    service.ending(added).assertDone().assertReturned(new SampleTasks.Sum(5, "pieces"));
    assertThrows(AssertionError.class, () -> service.ending(added).assertReturned(5));
    assertThrows(AssertionError.class, () -> service.ending(added).assertFailedWith("any"));
    assertThrows(AssertionError.class, () -> service.ending(added).assertCancelled());
  }

  @Test
  void whatATaskThrowsCanBeAsserted(TestService service) {
    Submission refused = service.submit(SampleTasks::refuse, "out of paper");
    service.drain();
    service.ending(refused).assertFailedWith("IllegalStateException: out of paper");
    AssertionError wrong =
        assertThrows(AssertionError.class, () -> service.ending(refused).assertDone());
    assertTrue(String.valueOf(wrong.getMessage()).contains("out of paper"), wrong::getMessage);
    assertThrows(
        AssertionError.class, () -> service.ending(refused).assertFailedWith("out of ink"));
  }

  @Test
  void drainingWaitsForFollowUpWorkToo(TestService service) {
    service.submit(SampleTasks::follow, 5);
    service.drain();
    assertEquals(6, service.endings(FOLLOW).size());
  }

  @Test
  void theOrderCanBeAsserted(TestService service) {
    Submission first = service.submit(SampleTasks::add, 1, 1);
    Submission second = service.submit(SampleTasks::follow, 0);
    service.drain();
    service.assertEndedInOrder(first, second);
    assertThrows(AssertionError.class, () -> service.assertEndedInOrder(second, first));
  }

  @Test
  void aDelayedTaskRunsWhenTheClockHasBeenMoved(TestService service, TestClock clock) {
    Submission later = service.task(SampleTasks::add, 1, 1).delay(Duration.ofHours(1)).submit();
    service.drain();
    clock.advance(Duration.ofMinutes(59));
    service.drain();
    AssertionError early = assertThrows(AssertionError.class, () -> service.ending(later));
    assertTrue(String.valueOf(early.getMessage()).contains("delay"), early::getMessage);
    clock.advance(Duration.ofMinutes(1));
    service.drain();
    service.ending(later).assertDone();
  }

  @Test
  void aTaskRunsOutOfTimeWhenTheClockHasBeenMoved(TestService service, TestClock clock) {
    Submission slow = service.submit(SampleTasks::hang);
    assertEquals(1, service.control().ask("running", Map.of(), 1, Duration.ofSeconds(9)).size());
    AssertionError running =
        assertThrows(AssertionError.class, () -> service.drain(Duration.ofMillis(1)));
    assertTrue(
        String.valueOf(running.getMessage()).contains("SampleTasks.hang"), running::getMessage);
    clock.advance(Duration.ofHours(1));
    service.drain();
    service.ending(slow).assertCancelled();
  }

  @Test
  void schedulesGoByTheClock(TestService service, TestClock clock) {
    clock.advanceTo(Instant.parse("2026-03-02T02:59:59Z"));
    service.drain();
    assertEquals(List.of(), service.endings(ADD));
    clock.advance(Duration.ofSeconds(1));
    service.drain();
    assertEquals(1, service.endings(ADD).size());
    clock.advance(Duration.ofDays(1));
    service.drain();
    assertEquals(2, service.endings(ADD).size());
    service.endings(ADD).forEach(ending -> ending.assertReturned(new SampleTasks.Sum(3, "pieces")));
  }

  @Test
  void whatIsNotRunIsNamed(TestService service) {
    Submission unknown = service.task("com.example.Missing.run").submit();
    Submission first = service.submit(SampleTasks::hang);
    Submission duplicate = service.submit(SampleTasks::hang);
    service.control().ask("cancel", Map.of("uuid", first.uuid()), 1, Duration.ofSeconds(9));
    service.drain();
    service.ending(unknown).assertOutcome(Outcome.REJECTED);
    service.ending(duplicate).assertOutcome(Outcome.DISCARDED);
    service.ending(first).assertCancelled();
  }

  @Test
  void theClockOnlyGoesForward(TestClock clock) {
    assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofSeconds(-1)));
    Instant before = clock.instant();
    clock.advance(Duration.ZERO);
    assertEquals(before, clock.instant());
  }

  @Test
  void aTestHasOneServiceAndOneClock(TestService service, TestService same, TestClock clock) {
    assertSame(service, same);
    assertSame(clock, service.clock());
    assertEquals(List.of(), service.endings());
    try (TestService other =
        TestService.start(dispatcherd.configuration(), new TestClock(Instant.EPOCH))) {
      assertNotSame(service, other);
      other.submit(SampleTasks::add, 1, 1);
      other.task(SampleTasks::add, 1, 1).onDuplicate(OnDuplicate.SERIAL).submit();
      other.drain();
      assertEquals(2, other.endings().size());
    }
    service.drain();
    assertEquals(List.of(), service.endings(), "nothing of another service's");
  }
}
