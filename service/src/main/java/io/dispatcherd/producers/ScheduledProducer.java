package io.dispatcherd.producers;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.threads.VirtualThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers tasks on their schedules. After missed runs there is one late run, however many periods
 * have passed; the following ones keep the original times.
 *
 * <p>One virtual thread waits for the next moment.
 */
public final class ScheduledProducer implements Producer {
  /**
   * One schedule.
   *
   * @param clock by which it goes
   */
  private record Entry(ScheduledTask task, Recurrence recurrence, InstantSource clock) {
    Optional<Plan> first(MessageSink sink) {
      return recurrence.first(clock.instant()).map(moment -> new Plan(this, moment, sink));
    }
  }

  /** The next run of a schedule. */
  private record Plan(Entry entry, Instant moment, MessageSink sink, @Nullable Instant retryAt) {
    Plan(Entry entry, Instant moment, MessageSink sink) {
      this(entry, moment, sink, null);
    }

    /** It has run, and is asked later when the next one is. */
    Plan postponed(Duration wait) {
      return new Plan(entry, moment, sink, entry.clock().instant().plus(wait));
    }

    private Instant due() {
      return retryAt == null ? moment : retryAt;
    }

    boolean isDue() {
      return !entry.clock().instant().isBefore(due());
    }

    Duration untilDue() {
      return Duration.between(entry.clock().instant(), due());
    }

    /** When that is by the time of day, which is now as given. */
    Instant at(Instant now) {
      return entry.task().schedule() instanceof Schedule.Cron ? moment : now.plus(untilDue());
    }

    Optional<Plan> following() {
      return entry
          .recurrence()
          .next(moment, entry.clock().instant())
          .map(next -> new Plan(entry, next, sink));
    }
  }

  /**
   * The longest wait without a look at the clock: what goes by the calendar has to notice that the
   * clock was set, or the machine was asleep.
   */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(ScheduledProducer.class);

  private final List<Entry> entries = new ArrayList<>();
  private final TaskUuids uuids;
  private final InstantSource calendar;
  private final ProducerStatus status = new ProducerStatus();
  private final ScheduledThreadPoolExecutor timer;

  /** Written by the timer's thread, to which the wake-up belongs; no list is ever changed. */
  private volatile List<Plan> plans = List.of();

  private @Nullable Future<?> wakeUp;

  /**
   * A producer for these tasks.
   *
   * @param steady a clock that nobody sets, for what runs every so often
   * @param calendar the time of day, for what runs by the calendar
   * @throws ConfigurationException if a schedule or the options of a task are wrong
   */
  public ScheduledProducer(
      List<ScheduledTask> tasks, TaskUuids uuids, InstantSource steady, InstantSource calendar) {
    this(tasks, uuids, steady, calendar, Recurrence::of);
  }

  /**
   * The same with other moments.
   *
   * @param recurrences makes the moments of a schedule
   */
  ScheduledProducer(
      List<ScheduledTask> tasks,
      TaskUuids uuids,
      InstantSource steady,
      InstantSource calendar,
      Function<Schedule, Recurrence> recurrences) {
    this.uuids = uuids;
    this.calendar = calendar;
    for (ScheduledTask task : tasks) {
      InstantSource clock = task.schedule() instanceof Schedule.Cron ? calendar : steady;
      entries.add(entry(task, clock, recurrences));
    }
    // A look that begins before the stop may end after it, and then waits for nothing more.
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            VirtualThreads.named("scheduled-producer"),
            (look, stopped) -> ((Future<?>) look).cancel(false));
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

  /** When a schedule that begins at a moment runs first; empty if it never does. */
  public static Optional<Instant> firstRun(Schedule schedule, Instant start) {
    return Recurrence.of(schedule).first(start);
  }

  private static Entry entry(
      ScheduledTask task, InstantSource clock, Function<Schedule, Recurrence> recurrences) {
    try {
      OnStartProducer.message(task.task(), task.options(), "check");
      return new Entry(task, recurrences.apply(task.schedule()), clock);
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
    List<Plan> first = entries.stream().flatMap(entry -> entry.first(sink).stream()).toList();
    timer.execute(
        () -> {
          plans = List.copyOf(first);
          deliverDue();
        });
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void clockChanged() {
    try {
      timer.submit(this::deliverDue).get();
    } catch (CancellationException e) {
      log.debug("Stopped before the clock was changed", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Could not deliver schedules after the clock changed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  /** The next run of each schedule, in the order of the configuration. Thread-safe. */
  public List<PlannedRun> planned() {
    Instant now = calendar.instant();
    return plans.stream().map(plan -> new PlannedRun(plan.entry().task(), plan.at(now))).toList();
  }

  @Override
  public Map<String, Object> status() {
    return status.asMap();
  }

  private void deliverDue() {
    if (wakeUp != null) {
      wakeUp.cancel(false);
    }
    List<Plan> next = new ArrayList<>();
    for (Plan plan : plans) {
      if (plan.isDue()) {
        deliver(plan);
        following(plan).ifPresent(next::add);
      } else {
        next.add(plan);
      }
    }
    plans = List.copyOf(next);
    wakeUp =
        plans.stream().map(Plan::untilDue).min(Duration::compareTo).map(this::wakeIn).orElse(null);
  }

  /** A schedule that can't say when it is next is asked again later; it stops no other one. */
  private static Optional<Plan> following(Plan plan) {
    try {
      return plan.following();
    } catch (RuntimeException e) {
      log.error(
          "The schedule {} can't tell its next run, it is asked again in {}",
          plan.entry().task().name(),
          Amount.seconds(LONGEST_WAIT),
          e);
      return Optional.of(plan.postponed(LONGEST_WAIT));
    }
  }

  private Future<?> wakeIn(Duration untilDue) {
    Duration wait = untilDue.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : untilDue;
    return timer.schedule(this::deliverDue, Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
  }

  private void deliver(Plan plan) {
    ScheduledTask task = plan.entry().task();
    if (plan.retryAt() != null) {
      return;
    }
    try {
      TaskMessage message = OnStartProducer.message(task.task(), task.options(), uuids.next());
      status.produced();
      plan.sink().submitted(message);
    } catch (RuntimeException e) {
      log.error("The schedule {} could not deliver its task", task.name(), e);
    }
  }
}
