package io.dispatcherd.testing.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.dispatcherd.publish.Submission;
import io.dispatcherd.service.TestAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The extension in a run of JUnit: what passes, what fails and why, what is left behind. */
@Tag("functional")
class DispatcherdExtensionTest {
  /** The services that the samples saw; each sample class runs in one thread. */
  private static final List<TestService> SEEN = new ArrayList<>();

  /** Not found by the build: it fails on purpose. */
  @ExtendWith(DispatcherdExtension.class)
  static class Sample {
    @Test
    void passes(TestService service) {
      SEEN.add(service);
      Submission added = service.submit(SampleTasks::add, 1, 2);
      service.drain();
      service.ending(added).assertReturned(new SampleTasks.Sum(3, "pieces"));
      assertEquals(1, service.endings().size());
    }

    @Test
    void failsSinceItsTaskFails(TestService service) {
      SEEN.add(service);
      Submission refused = service.submit(SampleTasks::refuse, "the printer is on fire");
      service.drain();
      assertEquals(1, service.endings().size());
      service.ending(refused).assertDone();
    }

    @Test
    void leavesATaskRunning(TestService service) {
      SEEN.add(service);
      service.submit(SampleTasks::hang);
    }
  }

  @Test
  void everyTestHasItsOwnServiceAndAFailedTaskFailsOnlyItsTest() {
    SEEN.clear();
    TestExecutionSummary summary = run(Sample.class);
    assertEquals(2, summary.getTestsSucceededCount());
    assertEquals(1, summary.getTestsFailedCount());
    Throwable failure = summary.getFailures().getFirst().getException();
    assertTrue(
        String.valueOf(failure.getMessage()).contains("the printer is on fire"), failure::toString);
    assertEquals(3, SEEN.stream().distinct().count());
    for (TestService seen : SEEN) {
      assertThrows(
          CancellationException.class,
          () -> TestAccess.whenIdle(seen.service()).join(),
          "it has stopped");
    }
  }

  private static TestExecutionSummary run(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }
}
