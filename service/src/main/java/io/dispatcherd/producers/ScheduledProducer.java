package io.dispatcherd.producers;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
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
  /**
   * One schedule.
   *
   * @param clock by which it goes
   */
  private record Entry(ScheduledTask task, Recurrence recurrence, InstantSource clock) {}

  /**
   * The longest wait without a look at the clock: what goes by the calendar has to notice that the
   * clock was set, or the machine was asleep.
   */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(ScheduledProducer.class);

  private final List<Entry> entries = new ArrayList<>();
  private final TaskUuids uuids;
  private final ProducerStatus status = new ProducerStatus();
  private final ScheduledThreadPoolExecutor timer;

  /**
   * A producer for these tasks.
   *
   * @param steady a clock that nobody sets, for what runs every so often
   * @param calendar the time of day, for what runs by the calendar
   * @throws ConfigurationException if a schedule or the options of a task are wrong
   */
  public ScheduledProducer(
      List<ScheduledTask> tasks, TaskUuids uuids, InstantSource steady, InstantSource calendar) {
    this.uuids = uuids;
    for (ScheduledTask task : tasks) {
      entries.add(entry(task, task.schedule() instanceof Schedule.Cron ? calendar : steady));
    }
    timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("scheduled-producer").factory());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** What is wrong with a cron expression, if something is. */
  public static Optional<String> problemWithCron(String expression) {
    try {
      Recurrence.of(new Schedule.Cron(expression, ZoneOffset.UTC));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Entry entry(ScheduledTask task, InstantSource clock) {
    try {
      OnStartProducer.message(task.task(), task.options(), "check");
      return new Entry(task, Recurrence.of(task.schedule()), clock);
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
    entries.forEach(
        entry -> planNext(entry, entry.recurrence().first(entry.clock().instant()), sink));
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
    moment
        .filter(planned -> !timer.isShutdown())
        .ifPresent(
            planned -> {
              Duration left = Duration.between(entry.clock().instant(), planned);
              Duration wait = left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
              timer.schedule(
                  () -> run(entry, planned, sink),
                  Math.max(0, wait.toNanos()),
                  TimeUnit.NANOSECONDS);
            });
  }

  private void run(Entry entry, Instant planned, MessageSink sink) {
    if (entry.clock().instant().isBefore(planned)) {
      planNext(entry, Optional.of(planned), sink);
      return;
    }
    try {
      TaskMessage message =
          OnStartProducer.message(entry.task().task(), entry.task().options(), uuids.next());
      status.produced();
      sink.submitted(message);
    } catch (RuntimeException e) {
      log.error("The schedule {} could not deliver its task", entry.task().name(), e);
    }
    planNext(entry, entry.recurrence().next(planned, entry.clock().instant()), sink);
  }
}
