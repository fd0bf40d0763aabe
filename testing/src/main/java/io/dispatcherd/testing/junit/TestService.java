package io.dispatcherd.testing.junit;

import io.dispatcherd.config.Settings;
import io.dispatcherd.publish.Control;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.TestAccess;
import io.dispatcherd.tasks.TaskRequest;
import io.dispatcherd.tasks.TaskSubmitter;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A service in the JVM of a test, and the way to submit to it: its broker stays in memory, its
 * workers are threads, its clock is the test's. Every one has a broker of its own, so that tests
 * may run side by side.
 *
 * <p>Thread-safe.
 */
public final class TestService implements TaskSubmitter, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestClock clock;
  private final EndedTasks endings = new EndedTasks();
  private final DispatcherService service;
  private final Dispatcherd dispatcherd;

  private TestService(Map<String, ?> configuration, TestClock clock) {
    this.clock = clock;
    Settings settings = Settings.fromMap(configuration);
    service =
        DispatcherService.builder()
            .settings(settings)
            .clocks(clock, clock)
            .observer(endings::add)
            .start();
    clock.whenChanged(() -> TestAccess.clockChanged(service));
    dispatcherd = Dispatcherd.fromSettings(settings);
  }

  /**
   * Starts one.
   *
   * @throws io.dispatcherd.config.ConfigurationException if the configuration can't work
   */
  static TestService start(Map<String, ?> configuration, TestClock clock) {
    return new TestService(configuration, clock);
  }

  /** The clock that it goes by. */
  public TestClock clock() {
    return clock;
  }

  /** The service itself. */
  public DispatcherService service() {
    return service;
  }

  /** Commands to the service. */
  public Control control() {
    return dispatcherd.control();
  }

  @Override
  public Submission submit(TaskRequest request) {
    return dispatcherd.submit(request);
  }

  /**
   * Not for a broker in memory.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Submission submit(TaskRequest request, Connection connection) {
    return dispatcherd.submit(request, connection);
  }

  @Override
  public Reply submitConfirmed(TaskRequest request, Duration atMost) {
    return dispatcherd.submitConfirmed(request, atMost);
  }

  /**
   * Waits until no task is running, ready or held, follow-up work included. Delayed tasks are not
   * waited for: they wait for the {@link #clock}.
   *
   * @throws AssertionError if that takes more than 30 seconds, or the service stops; it names what
   *     runs or waits
   */
  public void drain() {
    drain(PATIENCE);
  }

  /** Waits as {@link #drain()}, but no longer than this. */
  public void drain(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    long before;
    long received = -1;
    do {
      // What tasks have published is on its way still when they end, perhaps.
      before = received;
      passBroker(deadline);
      received = awaitIdle(deadline);
    } while (received != before);
  }

  /** How all tasks ended that have, in that order. */
  public List<TaskEnding> endings() {
    return endings.all();
  }

  /** How all runs of the task of this name ended that have, in that order. */
  public List<TaskEnding> endings(String task) {
    return endings.of(task);
  }

  /**
   * How what was submitted has ended.
   *
   * @throws AssertionError if it hasn't
   */
  public TaskEnding ending(Submission submission) {
    return endings.of(submission);
  }

  /** Asserts that these have ended, in this order; others may have ended between them. */
  public void assertEndedInOrder(Submission... submissions) {
    endings.assertOrder(submissions);
  }

  /**
   * Stops the service: what still runs is cancelled. A task that ignores that for a second is left
   * behind, and named in the log.
   */
  @Override
  public void close() {
    service.stop();
    clock.letGo();
    service.close();
    dispatcherd.close();
  }

  /** Returns when what was published before has reached the service. */
  private void passBroker(long deadline) {
    List<Reply> replies = control().ask("alive", Map.of(), 1, left(deadline));
    if (replies.isEmpty()) {
      throw new AssertionError("Not drained in time, the service does not answer: " + unended());
    }
  }

  private long awaitIdle(long deadline) {
    try {
      return TestAccess.whenIdle(service).get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("Not drained in time: " + unended(), e);
    } catch (ExecutionException e) {
      throw new AssertionError("The service can't say whether it is idle", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for tasks", e);
    }
  }

  private Object unended() {
    return service.control("running", Map.of()).join().body();
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }
}
