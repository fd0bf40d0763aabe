package io.dispatcherd.spring.boot.test;

import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.TestAccess;
import io.dispatcherd.spring.boot.service.ServiceLifecycle;
import io.dispatcherd.testing.junit.TaskEnding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Waits for the tasks of an application under test, and says how they ended: those that ended since
 * the test method began. Thread-safe.
 */
public final class TaskTester implements TaskObserver {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long to wait for the next end until the database is asked again. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private static final int MOST_NAMED = 10;

  private final ObjectProvider<Dispatcherd> dispatcherd;
  private final ObjectProvider<ServiceLifecycle> lifecycle;

  /** In the order in which they came. Guarded by this. */
  private final List<TaskEnding> endings = new ArrayList<>();

  TaskTester(ObjectProvider<Dispatcherd> dispatcherd, ObjectProvider<ServiceLifecycle> lifecycle) {
    this.dispatcherd = dispatcherd;
    this.lifecycle = lifecycle;
  }

  @Override
  public synchronized void ended(
      TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
    endings.add(new TaskEnding(message, outcome, result));
    notifyAll();
  }

  /** Forgets what has ended so far. */
  synchronized void clear() {
    endings.clear();
  }

  /**
   * Waits until no task is ready or running, what they submit and what waits for them included.
   * Tasks that wait for their time are not waited for, further attempts among them.
   *
   * @throws AssertionError if that takes more than 30 seconds; it names what runs
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
      before = received;
      passBroker(deadline);
      received = awaitIdle(deadline);
    } while (received != before || isSomethingKept(deadline));
  }

  /** How all tasks ended that have, in that order. */
  public synchronized List<TaskEnding> endings() {
    return List.copyOf(endings);
  }

  /** How all runs of the task of this name ended that have, in that order. */
  public List<TaskEnding> endings(String task) {
    return endings().stream().filter(ending -> ending.message().task().equals(task)).toList();
  }

  /**
   * How what was submitted has ended.
   *
   * @throws AssertionError if it hasn't
   */
  public TaskEnding ending(Submission submission) {
    List<TaskEnding> all = endings();
    return all.stream()
        .filter(ending -> Objects.equals(ending.message().uuid(), submission.uuid()))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s has not ended; what has: %s. Was its transaction committed, and drain() called?"
                        .formatted(
                            submission.message(), all.stream().map(TaskEnding::message).toList())));
  }

  private DispatcherService service() {
    return Optional.ofNullable(lifecycle.getIfAvailable())
        .flatMap(ServiceLifecycle::service)
        .orElseThrow(
            () ->
                new AssertionError(
                    "No service runs in this application: dispatcherd.service.enabled must be"
                        + " true"));
  }

  /** Returns when what was published before has reached the service. */
  private void passBroker(long deadline) {
    DispatcherService service = service();
    boolean isHeard =
        dispatcherd.getObject().control().ask("alive", Map.of(), 1, left(deadline)).stream()
            .anyMatch(reply -> reply.nodeId().equals(service.nodeId()));
    if (!isHeard) {
      throw new AssertionError("Not drained in time, the service does not answer: " + running());
    }
  }

  private long awaitIdle(long deadline) {
    try {
      return TestAccess.whenIdle(service()).get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("Not drained in time: " + running(), e);
    } catch (ExecutionException e) {
      throw new AssertionError("The service can't say whether it is idle", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for tasks", e);
    }
  }

  /** Whether the database has tasks that the service hasn't taken yet; waits a moment if so. */
  private boolean isSomethingKept(long deadline) {
    long kept;
    try {
      kept = dispatcherd.getObject().queues().list().stream().mapToLong(TaskTester::unended).sum();
    } catch (UnsupportedOperationException e) {
      return false; // A broker that keeps nothing.
    }
    if (kept > 0) {
      if (left(deadline).isZero()) {
        throw new AssertionError(
            "Not drained in time, %d tasks are ready or running: %s%s"
                .formatted(kept, running(), ready()));
      }
      awaitEnd();
    }
    return kept > 0;
  }

  private static long unended(QueueStatus queue) {
    return queue.isPaused() ? queue.running() : queue.ready() + queue.running();
  }

  private synchronized void awaitEnd() {
    int before = endings.size();
    long until = System.nanoTime() + LOOK.toNanos();
    try {
      for (Duration left = LOOK;
          endings.size() == before && left.toMillis() > 0;
          left = left(until)) {
        wait(left.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for tasks", e);
    }
  }

  /** What could start, and why it doesn't. */
  private String ready() {
    return dispatcherd
        .getObject()
        .jobs()
        .list(JobFilter.ALL.state(JobState.READY), MOST_NAMED)
        .stream()
        .map(job -> "\n  " + job + job.reason().map(reason -> ": " + reason).orElse(""))
        .collect(Collectors.joining());
  }

  private Object running() {
    return service().control("running", Map.of()).join().body();
  }

  private static Duration left(long deadline) {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
