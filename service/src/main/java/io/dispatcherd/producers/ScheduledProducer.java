package io.dispatcherd.producers;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers tasks on their schedules. A run that is late is made up for once, however many periods
 * have passed, and the following ones keep to the original times.
 *
 * <p>One virtual thread waits for the next moment.
 */
public final class ScheduledProducer implements Producer {
  private record Entry(ScheduledTask task, Recurrence recurrence) {}

  private static final Logger log = LoggerFactory.getLogger(ScheduledProducer.class);

  private final List<Entry> entries = new ArrayList<>();
  private final TaskUuids uuids;
  private final InstantSource clock;
  private final ProducerStatus status = new ProducerStatus();
  private final ScheduledThreadPoolExecutor timer;

  /**
   * A producer for these tasks.
   *
   * @throws ConfigurationException if a schedule or the options of a task are wrong
   */
  public ScheduledProducer(List<ScheduledTask> tasks, TaskUuids uuids, InstantSource clock) {
    this.uuids = uuids;
    this.clock = clock;
    for (ScheduledTask task : tasks) {
      entries.add(entry(task));
    }
    timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("scheduled-producer").factory());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Entry entry(ScheduledTask task) {
    try {
      OnStartProducer.message(task.task(), task.options(), "check");
      return new Entry(task, Recurrence.of(task.schedule()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "producers.ScheduledProducer.task_schedule.%s: %s"
              .formatted(task.name(), e.getMessage()));
    }
  }

  @Override
  public String name() {
    return "scheduled-producer";
  }

  @Override
  public CompletableFuture<Void> start(MessageSink sink) {
    status.started();
    Instant now = clock.instant();
    entries.forEach(entry -> planNext(entry, entry.recurrence().first(now), sink));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void stop() {
    timer.shutdown();
    try {
      // Nothing but a delivery into the sink can be under way, which returns at once.
      timer.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Map<String, Object> status() {
    return status.asMap();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A run reports its own failures.
  private void planNext(Entry entry, Optional<Instant> moment, MessageSink sink) {
    moment.ifPresent(
        planned -> {
          long nanos = Math.max(0, Duration.between(clock.instant(), planned).toNanos());
          timer.schedule(() -> run(entry, planned, sink), nanos, TimeUnit.NANOSECONDS);
        });
  }

  private void run(Entry entry, Instant planned, MessageSink sink) {
    try {
      TaskMessage message =
          OnStartProducer.message(entry.task().task(), entry.task().options(), uuids.next());
      status.produced();
      sink.submitted(message);
    } catch (RuntimeException e) {
      log.error("The schedule {} could not deliver its task", entry.task().name(), e);
    }
    if (!timer.isShutdown()) {
      planNext(entry, entry.recurrence().next(planned, clock.instant()), sink);
    }
  }
}
