package io.dispatcherd.pool;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.prefetch.Prefetch;
import io.dispatcherd.pool.prefetch.RunEndings;
import io.dispatcherd.pool.prefetch.TaskListener;
import io.dispatcherd.pool.prefetch.WorkerOrders;
import io.dispatcherd.pool.scaling.ScaleCounts;
import io.dispatcherd.pool.scaling.ScaleEvents;
import io.dispatcherd.pool.scaling.Scaling;
import io.dispatcherd.pool.scaling.StartBackoff;
import io.dispatcherd.pool.worker.Assignment;
import io.dispatcherd.pool.worker.Heartbeat;
import io.dispatcherd.pool.worker.StopReason;
import io.dispatcherd.pool.worker.Worker;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.pool.worker.WorkerTable;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers: starts as many as are needed, hands tasks to free ones, enforces time-outs and
 * cancels, replaces the dead, lets the surplus go.
 *
 * <p>All state belongs to one thread, the one that calls it. News of workers arrives through {@link
 * #spawned}, {@link #said} and {@link #gone}; whatever is due by the clock happens in {@link
 * #tick}, which is to be called at {@link #nextDeadline}.
 */
public final class WorkerPool {
  private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);

  private final PoolSettings settings;
  private final IntFunction<WorkerLink> launch;
  private final Scaling scaling;
  private final StartBackoff backoff = new StartBackoff();
  private final WorkerTable workers = new WorkerTable();
  private final ScaleEvents events = new ScaleEvents();
  private final WorkerOrders orders;
  private final Prefetch prefetch;
  private final RunEndings runs;

  private int nextWorkerId;
  private long retired;
  private Instant nextLook;
  private boolean stopping;

  /**
   * A pool without workers yet.
   *
   * @param launch starts the worker of a given number
   * @param tasks hears how tasks fare
   */
  public WorkerPool(
      PoolSettings settings, IntFunction<WorkerLink> launch, TaskListener tasks, Instant now) {
    this.settings = settings;
    this.launch = launch;
    scaling = new Scaling(settings);
    orders = new WorkerOrders(settings.waits(), workers, events);
    prefetch = new Prefetch(workers, orders, tasks);
    runs = new RunEndings(workers, events, orders, prefetch, tasks);
    nextLook = now.plus(settings.scaledown().interval());
  }

  // Tasks

  /** Whether a worker is free for a task. */
  public boolean hasFreeWorker(Instant now) {
    SequencedSet<Worker> idle = workers.idle();
    while (!idle.isEmpty() && idle.getFirst().isPastLifetime(now)) {
      orders.retire(idle.getFirst(), now);
    }
    return !idle.isEmpty();
  }

  /** Hands a task to the worker that has been idle longest; there must be one. */
  public void assign(PendingTask task, Instant now) {
    prefetch.assign(task, now);
  }

  /**
   * Sends some of what waits to workers that are busy, but quick, ahead of its time; and has it
   * come back from others if a worker is free. To be called when whatever waits and could be
   * assigned has been.
   */
  public void prefetch(Queuer queue, Instant now) {
    prefetch.fill(queue, now);
    prefetch.balance();
  }

  /** How many tasks could begin at once: on free workers, and on those that could be started. */
  public int free() {
    if (stopping) {
      return 0;
    }
    int free =
        backoff.isActive()
            ? workers.idle().size()
            : settings.maxWorkers() - workers.busyWithCapacity();
    return Math.max(0, free);
  }

  /** How many more tasks quick workers will need soon. None once the pool stops. */
  public int soon(Instant now) {
    return stopping ? 0 : prefetch.soon(now);
  }

  /** Until when {@link #soon} holds if nothing happens; the far future for ever. */
  public Instant soonUntil(Instant now) {
    return prefetch.soonUntil(now);
  }

  /** Cancels prefetched tasks; the listener hears what becomes of each. */
  public void withdraw(Collection<PendingTask> ahead) {
    prefetch.withdraw(ahead, StopReason.CANCELLED);
  }

  /** The same for tasks that aren't this service's any more. */
  public void withdrawLost(Collection<PendingTask> ahead) {
    prefetch.withdraw(ahead, StopReason.INTERRUPTED);
  }

  /** Lets go what workers are to be told. To be called after whatever has the pool tell them. */
  public void flush() {
    workers.each().forEach(worker -> worker.link().flush());
  }

  /** Workers and their running tasks that match, by worker number. */
  public Map<Integer, TaskMessage> running(Predicate<TaskMessage> filter) {
    return workers.running(filter);
  }

  /** Since when the running tasks that match have been running, by worker number. */
  public Map<Integer, Instant> runningSince(Predicate<TaskMessage> filter) {
    return workers.runningSince(filter);
  }

  /** Cancels the task of this worker, if it has one. */
  public void cancel(int workerId, Instant now) {
    workers
        .findLive(workerId)
        .ifPresent(worker -> orders.cancel(worker, StopReason.CANCELLED, now));
  }

  /** Cancels these tasks, if they run. */
  public void cancel(Predicate<PendingTask> tasks, Instant now) {
    stop(tasks, worker -> orders.cancel(worker, StopReason.CANCELLED, now));
  }

  /** Has the workers stop these tasks, if they run: they aren't this service's any more. */
  public void interruptLost(Predicate<PendingTask> tasks, Instant now) {
    stop(tasks, worker -> orders.interruptLost(worker, now));
  }

  private void stop(Predicate<PendingTask> tasks, Consumer<Worker> order) {
    workers.live().stream().filter(worker -> worker.isRunning(tasks)).toList().forEach(order);
  }

  /** The task that this worker runs under this number; empty if it doesn't. */
  public Optional<PendingTask> runningAs(int workerId, long run) {
    return workers
        .findLive(workerId)
        .map(Worker::assignment)
        .filter(assignment -> assignment.run() == run)
        .map(Assignment::task);
  }

  // Scaling

  /** Starts the workers that are missing, given how many tasks wait only for a free worker. */
  public void scaleUp(int waiting, Instant now) {
    scaling.needs(waiting + workers.busyWithCapacity(), now);
    if (stopping || !backoff.allowsStart(now)) {
      return;
    }
    int missing = scaling.missing(capacity());
    if (missing <= 0) {
      events.nobodyIsMissing();
    }
    if (backoff.isActive()) {
      missing = workers.isStartingAny() ? 0 : Math.min(1, missing);
    }
    for (int i = 0; i < missing && backoff.allowsStart(now); i++) {
      startWorker(now);
    }
  }

  /** Starts no worker any more, whatever is missing. */
  public void startNoMore() {
    stopping = true;
  }

  /** Stops, in order, every worker: busy ones when their task has ended. */
  public void stopAll(Instant now) {
    stopping = true;
    workers.live().forEach(worker -> orders.stop(worker, now));
  }

  /** Has every running task stop: the service does. */
  public void interruptAll(Instant now) {
    stop(task -> true, worker -> orders.cancel(worker, StopReason.INTERRUPTED, now));
  }

  /** Ends every worker at once. */
  public void killAll(Instant now) {
    List.copyOf(workers.live()).forEach(worker -> orders.killNow(worker, now));
  }

  /** Whether no worker is left. */
  public boolean isEmpty() {
    return workers.live().isEmpty();
  }

  /** Whether some worker has a task. */
  public boolean isBusy() {
    return workers.busy() > 0;
  }

  // News of workers

  /** The worker's process exists. */
  public void spawned(int workerId, long pid) {
    withLive(
        workerId,
        worker -> {
          worker.spawned(pid);
          advance(worker, WorkerState.SPAWNED);
        });
  }

  /** The worker said something about itself or its task. */
  public void said(int workerId, FromWorker frame, Instant now) {
    withLive(
        workerId,
        worker -> {
          worker.heard();
          switch (frame) {
            case FromWorker.Starting starting -> advance(worker, WorkerState.STARTING);
            case FromWorker.Ready ready -> ready(worker, now);
            case FromWorker.Unfit unfit -> worker.unfit(unfit);
            case FromWorker.Finished finished -> runs.finished(worker, finished, now);
            case FromWorker.GaveBack back -> runs.gaveBack(worker, back.run(), now);
            case FromWorker.Leaving leaving -> {
              if (worker.state().countsForCapacity()) {
                // Nobody told it to: a signal did.
                backoff.signalled(now);
              }
              runs.leaving(worker, now);
            }
            case FromWorker.Measured measured -> worker.measured(measured.memory());
            case FromWorker.Stack stack -> worker.stack(stack);
            case FromWorker.Progress progress -> progress(workerId, progress);
            case FromWorker.Pong pong -> {} // As good as anything else that it says.
            case FromWorker.Ask ask -> throw notOurs(ask);
            case FromWorker.Submit submit -> throw notOurs(submit);
            case FromWorker.AskStep ask -> throw notOurs(ask);
          }
        });
  }

  private void progress(int workerId, FromWorker.Progress said) {
    runningAs(workerId, said.run())
        .flatMap(task -> task.handling().kept())
        .ifPresent(kept -> kept.progress(said.part(), said.text()));
  }

  /** Sends an answer to a worker, if it is still there. */
  public void answer(int workerId, ToWorker.Answer answer) {
    withLive(workerId, worker -> worker.link().send(answer));
  }

  /**
   * The worker is gone; its task, if it had one, with it. One that was written off is gone a second
   * time, when it has ended after all.
   */
  public void gone(int workerId, WorkerExit exit, Instant now) {
    Worker known = workers.find(workerId);
    if (known != null && known.stuckWith().isPresent()) {
      PendingTask stuck = known.stuckWith().get();
      try (LogContext lines = LogContext.of(stuck.message())) {
        log.warn("Given up, {} on worker {} has ended after all", stuck, workerId);
      }
      known.endedAfterAll(now.plus(settings.waits().workerRemoval()));
      return;
    }
    withLive(
        workerId,
        worker -> {
          if (worker.state().countsForCapacity()) {
            events.vacated();
          }
          boolean leftInOrder =
              exit.kind() == WorkerExit.Kind.CLEAN
                  && (worker.state() == WorkerState.EXITED
                      || worker.state() == WorkerState.STOPPING);
          if (leftInOrder) {
            retired++;
            log.debug("Worker {} has left", workerId);
          } else if (!stopping) {
            died(worker, exit, now);
          }
          workers.idle().remove(worker);
          worker.become(leftInOrder ? WorkerState.RETIRED : WorkerState.ERROR);
          worker.gone(now.plus(settings.waits().workerRemoval()));
          runs.gone(worker, exit, now);
        });
  }

  /** Tasks that go on although their workers were written off. */
  public List<PendingTask> stuck() {
    return workers.stuck();
  }

  // The clock

  /** When {@link #tick} is to be called next. */
  public Instant nextDeadline() {
    boolean startIsHeldBack =
        !stopping
            && scaling.missing(capacity()) > 0
            && !(backoff.isActive() && workers.isStartingAny());
    Instant start = startIsHeldBack ? backoff.notBefore() : nextLook;
    return workers.nextDeadline(start.isBefore(nextLook) ? start : nextLook);
  }

  /** Does what is due: time-outs, kills, retirements, the look at the surplus. */
  public void tick(Instant now) {
    for (Worker worker : workers.all()) {
      orders.enforce(worker, now);
      prefetch.enforce(worker, now);
      if (worker.isToBeRemoved(now)) {
        workers.remove(worker);
      }
    }
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(settings.scaledown().interval());
      scaleDown(now);
    }
  }

  // Views

  /** Every worker that is known, by number, gone ones that are kept for the statistics included. */
  public List<WorkerView> views(Instant now) {
    return workers.views(now);
  }

  /**
   * Asks every worker that has a JVM of its own for its memory.
   *
   * @return the answers by worker number, which the pool's thread completes; one is cancelled if
   *     its worker goes first. Others may wait for them too, so only the pool may complete them
   */
  public Map<Integer, CompletableFuture<MemoryReport>> measure() {
    return workers.measure();
  }

  /** Asks workers, or one, what they are at; the answers are completed as those of measure are. */
  public Map<Integer, CompletableFuture<FromWorker.Stack>> stacks(OptionalInt only) {
    return workers.stacks(only);
  }

  /** What has been counted. */
  public PoolCounts counts() {
    return new PoolCounts(nextWorkerId, runs.finished(), runs.failed(), runs.canceled(), retired);
  }

  /** How the number of workers was changed, and why. */
  public ScaleCounts scaleCounts() {
    return events.counts();
  }

  /** What it was made with. */
  public PoolSettings settings() {
    return settings;
  }

  /** Workers that have, or will soon have, room for a task. */
  public int capacity() {
    return workers.capacity();
  }

  /** Workers that have a task. */
  public int busyCount() {
    return workers.busy();
  }

  /** Number of workers to the seconds since so many were last needed. */
  public Map<String, Object> usage(Instant now) {
    return scaling.usage(now);
  }

  private void died(Worker worker, WorkerExit exit, Instant now) {
    if (exit.kind() == WorkerExit.Kind.TERMINATED) {
      log.info("Worker {} was ended from outside: {}", worker.id(), exit.description());
      backoff.signalled(now);
    } else if (worker.state().isStartingUp()) {
      backoff.failed(worker.unfit().orElse(new FromWorker.Unfit(exit.description(), "")), now);
    } else {
      log.warn("Worker {} died: {}", worker.id(), exit.description());
    }
  }

  private void startWorker(Instant now) {
    int id = nextWorkerId++;
    events.started();
    Worker worker = new Worker(id, settings.workerMaxLifetime(), now);
    workers.add(worker);
    try {
      worker.linked(launch.apply(id));
    } catch (RuntimeException | Error e) {
      // As if it had died at once: nobody will ever hear of it.
      log.debug("Worker {} can't be started", id, e);
      gone(id, WorkerExit.died("can't be started: " + e), now);
      return;
    }
    if (worker.link().hasOwnJvm()) {
      settings.waits().workerAnswer().ifPresent(wait -> worker.watch(new Heartbeat(wait, now)));
    }
    orders.configure(worker);
  }

  /** Has workers, those that start later too, log this much; it has names as on the wire. */
  public void setLogLevel(String level) {
    orders.logAt(level);
  }

  private void ready(Worker worker, Instant now) {
    backoff.succeeded();
    if (worker.state() == WorkerState.STARTING) {
      worker.become(WorkerState.READY);
      worker.readyAt(now);
      workers.idle().add(worker);
    }
  }

  private void scaleDown(Instant now) {
    int surplus = scaling.surplus(capacity(), workers.busyWithCapacity(), now);
    List<Worker> candidates = new ArrayList<>(workers.idle());
    candidates.removeIf(worker -> !worker.hasHadItsChance(settings.scaledown().surplusFor(), now));
    candidates.stream().limit(Math.max(0, surplus)).forEach(worker -> surplus(worker, now));
  }

  private void surplus(Worker worker, Instant now) {
    events.surplus();
    orders.stop(worker, now);
  }

  private void withLive(int workerId, Consumer<Worker> action) {
    workers
        .findLive(workerId)
        .ifPresentOrElse(action, () -> log.debug("News of worker {}, which is no more", workerId));
  }

  /** A worker that was told to stop meanwhile stays so. */
  private static void advance(Worker worker, WorkerState next) {
    if (worker.state().canBecome(next)) {
      worker.become(next);
    }
  }

  private static IllegalArgumentException notOurs(FromWorker frame) {
    return new IllegalArgumentException("Not for the pool: " + frame);
  }
}
