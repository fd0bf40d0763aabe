package io.dispatcherd.service.dispatch;

import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.pool.prefetch.TaskListener;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.processors.Blocker;
import io.dispatcherd.processors.Delayer;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.processors.TaskPage;
import io.dispatcherd.processors.TaskState;
import io.dispatcherd.processors.TasksByUuid;
import io.dispatcherd.processors.WaitingLine;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.statistics.EndingCounts;
import io.dispatcherd.service.statistics.FlowCounts;
import io.dispatcherd.service.statistics.TaskTimes;
import io.dispatcherd.service.statistics.TaskTimings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a task through the service: delayed, checked against its duplicates, queued, on a
 * worker, ended. Owned by the event loop.
 */
public final class TaskFlow implements TaskListener {
  private static final Logger log = LoggerFactory.getLogger(TaskFlow.class);

  private final Delayer<PendingTask> delayer = new Delayer<>();
  private final Blocker blocker = new Blocker();
  private final Queuer queuer = new Queuer();

  /** All tasks, from their arrival to their end. */
  private final TasksByUuid byUuid = new TasksByUuid();

  /** Tasks whose wait has been counted: a worker that was told to begin may give one back. */
  private final Set<PendingTask> begun = Collections.newSetFromMap(new IdentityHashMap<>());

  private final int maxWaiting;
  private final TaskTimes times;
  private final TaskObserver observer;
  private EndingCounts ended = EndingCounts.NONE;

  public TaskFlow(int maxWaiting, TaskTimes times, TaskObserver observer) {
    this.maxWaiting = maxWaiting;
    this.times = times;
    this.observer = observer;
  }

  /** Whether as many tasks wait as may. */
  boolean isFull() {
    return room() <= 0;
  }

  /** How many more tasks may wait. */
  int room() {
    return maxWaiting - waiting();
  }

  /** A task has arrived. If that fails, it is as if it hadn't. */
  void arrived(PendingTask task) {
    byUuid.add(task);
    boolean isIn = false;
    try {
      if (task.message().delay().isPresent() && !task.handling().delays()) {
        task.become(TaskState.DELAYED);
        delayer.add(task, task.dueAt());
      } else {
        admit(task);
      }
      isIn = true;
    } finally {
      if (!isIn) {
        byUuid.remove(task);
      }
    }
  }

  /** Lets go of the tasks whose delay has ended. */
  void tick(Instant now) {
    delayer.due(now).forEach(this::admit);
  }

  Optional<Instant> nextDeadline() {
    return delayer.nextDeadline();
  }

  /** Hands ready tasks to free workers. */
  void dispatch(WorkerPool pool, Instant now) {
    while (queuer.ready() > 0 && pool.hasFreeWorker(now)) {
      queuer.poll().ifPresent(task -> pool.assign(task, now));
    }
    pool.prefetch(queuer, now);
  }

  /** A worker begins with a task. */
  @Override
  public void begun(PendingTask task, Instant now) {
    queuer.taken(task);
    if (begun.add(task)) { // Else a worker has given it back.
      times.waited(task.message().task(), Duration.between(task.dueAt(), now));
    }
  }

  /** Tasks that wait only for a free worker. */
  int ready() {
    return queuer.size();
  }

  /** A task is no longer on its worker. */
  @Override
  public void ended(PendingTask task, RunEnd end, Duration time, Optional<TaskResult> result) {
    times.ran(task.message().task(), time);
    ended =
        switch (end) {
          case DONE, FAILED, SNOOZED -> ended; // the pool counts them
          case CANCELLED, INTERRUPTED -> ended.plusCancelled(1);
          case TIMED_OUT -> ended.plusTimedOut();
          case LOST -> ended.plusLost();
        };
    release(task, EndedRuns.acknowledgement(end, result), result);
  }

  @Override
  public void lost(PendingTask task, RunEnd end, Duration time, String how) {
    if (end != RunEnd.LOST) {
      ended(task, end, time, Optional.empty());
      return;
    }
    times.ran(task.message().task(), time);
    ended = ended.plusLost();
    release(task, new Acknowledgement.Abandoned("its worker died: " + how), Optional.empty());
  }

  /** A task no longer runs, nor is it ready: what it held back may follow. */
  private void release(
      PendingTask task, Acknowledgement acknowledgement, Optional<TaskResult> result) {
    try {
      blocker.finished(task).ifPresent(queuer::add);
    } finally {
      gone(task, acknowledgement, result);
    }
  }

  /** A task was refused; its sender has been told, or will be. */
  void refused(TaskMessage message) {
    observe(message, Outcome.REJECTED, Optional.empty());
  }

  /** Whether no task is ready or held; some may be delayed. */
  boolean isIdle() {
    return queuer.size() == 0 && blocker.size() == 0;
  }

  /** A worker gave a task back: it is ready still, and next. */
  @Override
  public void notBegun(PendingTask task) {
    queuer.giveBack(task);
  }

  /** A task was cancelled, or lost, before its worker began with it. */
  @Override
  public void withdrawn(PendingTask task, RunEnd end) {
    ended = ended.plusCancelled(end == RunEnd.CANCELLED ? 1 : 0);
    release(task, EndedRuns.acknowledgement(end, Optional.empty()), Optional.empty());
  }

  /** Waiting tasks that match, each under the name that control replies give it. */
  Map<String, TaskMessage> find(TaskFilter filter) {
    Map<String, TaskMessage> found = new LinkedHashMap<>();
    each("blocked-", blocker, filter, (name, task) -> found.put(name, task.message()));
    each("queued-", queuer, filter, (name, task) -> found.put(name, task.message()));
    each("delayed-", delayer, filter, (name, task) -> found.put(name, task.message()));
    return found;
  }

  /** When each of these was ready, or will be, under the same names. */
  Map<String, Instant> since(TaskFilter filter) {
    Map<String, Instant> since = new LinkedHashMap<>();
    each("blocked-", blocker, filter, (name, task) -> since.put(name, task.dueAt()));
    each("queued-", queuer, filter, (name, task) -> since.put(name, task.dueAt()));
    each("delayed-", delayer, filter, (name, task) -> since.put(name, task.dueAt()));
    return since;
  }

  /** Offers the waiting tasks that match to a page. */
  void find(TaskFilter filter, TaskPage page) {
    offer(TaskPage.Kind.BLOCKED, blocker, filter, page);
    offer(TaskPage.Kind.QUEUED, queuer, filter, page);
    offer(TaskPage.Kind.DELAYED, delayer, filter, page);
  }

  private void offer(
      TaskPage.Kind kind, WaitingLine<PendingTask> line, TaskFilter filter, TaskPage page) {
    for (PendingTask task : matching(line, filter)) {
      page.offer(kind, line.numberOf(task), task.message(), task.dueAt());
    }
  }

  /** Cancels the waiting tasks that match. */
  void cancel(TaskFilter filter, WorkerPool pool) {
    // All are taken out before anything is released, so that a match is never released.
    List<PendingTask> held = takeOut(matching(blocker, filter), blocker);
    List<PendingTask> delayed = takeOut(matching(delayer, filter), delayer);
    List<PendingTask> queued = matching(queuer, filter);
    List<PendingTask> reserved =
        takeOut(queued.stream().filter(queuer::isReserved).toList(), queuer);
    List<PendingTask> ready = takeOut(queued.stream().filter(queuer::holds).toList(), queuer);
    List<PendingTask> waiting = new ArrayList<>(held);
    waiting.addAll(delayed);
    cancel(waiting, ready, reserved, pool);
  }

  /** Gives back what brokers keep and no worker has been sent: others may be free for it. */
  void giveBackKept() {
    queuer
        .removeAll(task -> task.handling().keeps() && !queuer.isReserved(task))
        .forEach(task -> release(task, Acknowledgement.Released.AT_ONCE, Optional.empty()));
  }

  /** Gives up all that waits, naming it: the service is stopping and begins nothing any more. */
  void abandon() {
    List<PendingTask> left = new ArrayList<>();
    for (WaitingLine<PendingTask> line : List.of(blocker, queuer, delayer)) {
      left.addAll(line.removeAll(task -> !queuer.isReserved(task)));
    }
    left.forEach(blocker::finished);
    left.forEach(this::giveBack);
  }

  /** What its broker doesn't keep is lost. */
  private void giveBack(PendingTask task) {
    try (LogContext lines = LogContext.of(task.message())) {
      if (task.handling().keeps()) {
        log.debug("Given back, not begun: {}", task);
      } else {
        log.warn("Lost at shutdown, still waiting: {}", task);
        ended = ended.plusLost();
      }
    }
    gone(task, Acknowledgement.Released.AT_ONCE, Optional.empty());
  }

  /** Tasks that aren't this service's any more: they aren't begun, or are interrupted. */
  void lost(Set<? extends Acknowledgeable> deliveries, WorkerPool pool, Instant now) {
    Predicate<PendingTask> isLost = task -> deliveries.contains(task.delivery());
    List<PendingTask> waiting = new ArrayList<>();
    for (WaitingLine<PendingTask> line : List.of(blocker, delayer)) {
      waiting.addAll(line.removeAll(isLost));
    }
    List<PendingTask> queued = queuer.waiting().stream().filter(isLost).toList();
    List<PendingTask> reserved =
        takeOut(queued.stream().filter(queuer::isReserved).toList(), queuer);
    List<PendingTask> ready = takeOut(queued.stream().filter(queuer::holds).toList(), queuer);
    pool.withdrawLost(reserved);
    pool.interruptLost(isLost, now);
    waiting.forEach(task -> gone(task, Acknowledgement.Released.AT_ONCE, Optional.empty()));
    ready.forEach(task -> release(task, Acknowledgement.Released.AT_ONCE, Optional.empty()));
  }

  /** Tasks that somebody has cancelled elsewhere: they aren't begun, or are stopped. */
  void cancelled(Set<? extends Acknowledgeable> deliveries, WorkerPool pool, Instant now) {
    Predicate<PendingTask> isCancelled = task -> deliveries.contains(task.delivery());
    pool.cancel(isCancelled, now);
    List<PendingTask> waiting = new ArrayList<>();
    for (WaitingLine<PendingTask> line : List.of(blocker, delayer)) {
      waiting.addAll(line.removeAll(isCancelled));
    }
    List<PendingTask> queued = queuer.waiting().stream().filter(isCancelled).toList();
    List<PendingTask> reserved =
        takeOut(queued.stream().filter(queuer::isReserved).toList(), queuer);
    List<PendingTask> ready = takeOut(queued.stream().filter(queuer::holds).toList(), queuer);
    cancel(waiting, ready, reserved, pool);
  }

  private void cancel(
      List<PendingTask> waiting,
      List<PendingTask> ready,
      List<PendingTask> reserved,
      WorkerPool pool) {
    pool.withdraw(reserved);
    ended = ended.plusCancelled(waiting.size() + ready.size());
    ready.forEach(task -> release(task, new Acknowledgement.Cancelled(), Optional.empty()));
    waiting.forEach(task -> gone(task, new Acknowledgement.Cancelled(), Optional.empty()));
  }

  TaskTimings timings() {
    return times.read();
  }

  FlowCounts counts() {
    return new FlowCounts(ended, queuer.size(), blocker.size(), delayer.size());
  }

  private void admit(PendingTask task) {
    if (task.handling().duplicates()) {
      queuer.add(task);
      return;
    }
    switch (blocker.offer(task)) {
      case RUN -> queuer.add(task);
      case HELD -> log.debug("Held, a duplicate is running: {}", task);
      case DISCARDED -> {
        ended = ended.plusDiscarded();
        try (LogContext lines = LogContext.of(task.message())) {
          log.info("Discarded, a duplicate is running or held: {}", task);
        }
        gone(task, new Acknowledgement.Discarded(), Optional.empty());
      }
    }
  }

  /** The end of a task, of whatever kind. */
  private void gone(
      PendingTask task, Acknowledgement acknowledgement, Optional<TaskResult> result) {
    byUuid.remove(task);
    task.become(TaskState.of(acknowledgement.outcome()));
    begun.remove(task);
    try {
      task.delivery().acknowledge(acknowledgement);
    } finally {
      observe(task.message(), acknowledgement.outcome(), result);
    }
  }

  /** An observer is somebody else's code. */
  private void observe(TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
    try {
      observer.ended(message, outcome, result);
    } catch (RuntimeException | Error e) {
      log.error("The observer of tasks failed at {}", message, e);
    }
  }

  private int waiting() {
    return queuer.size() + blocker.size() + delayer.size();
  }

  /** Those in this line that match; where a uuid is given, without a look at all of them. */
  private List<PendingTask> matching(WaitingLine<PendingTask> line, TaskFilter filter) {
    return filter.uuid().map(byUuid::find).orElseGet(line::waiting).stream()
        .filter(line::holds)
        .filter(filter)
        .toList();
  }

  private void each(
      String prefix,
      WaitingLine<PendingTask> line,
      TaskFilter filter,
      BiConsumer<String, PendingTask> action) {
    for (PendingTask task : matching(line, filter)) {
      action.accept(prefix + line.numberOf(task), task);
    }
  }

  private static List<PendingTask> takeOut(List<PendingTask> tasks, WaitingLine<PendingTask> line) {
    tasks.forEach(line::remove);
    return tasks;
  }
}
