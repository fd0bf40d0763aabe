package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pool's record of one worker. Owned by the pool's thread. */
public final class Worker {
  private final int id;
  private final Instant createdAt;
  private final WorkerStatus status = new WorkerStatus();
  private final Optional<Duration> maxLifetime;

  private WorkerLink link = UNLINKED;
  private long pid;
  private @Nullable Assignment assignment;
  private final PrefetchedRuns prefetched = new PrefetchedRuns();
  private final ToldLease toldLease = new ToldLease();
  private Instant idleSince;
  private int finishedCount;

  /** Its lifetime counts from when it was ready: a slow start shall not use it up. */
  private @Nullable Instant retireAt;

  /** When a worker that is leaving is to be killed; null while it may take its time. */
  private @Nullable Instant stopBy;

  private @Nullable Instant removeAt;

  /** Why it couldn't start up, if it said so. */
  private FromWorker.@Nullable Unfit unfit;

  /** Whether it answers; null if it can't be asked, or needn't be any more. */
  private @Nullable Heartbeat heartbeat;

  /** What it was running when it was written off, until that has ended after all. */
  private @Nullable PendingTask stuckWith;

  /** The memory that it was asked for and hasn't told yet; all who ask meanwhile wait for it. */
  private final OwedAnswer<MemoryReport> measurement = new OwedAnswer<>();

  private final OwedAnswer<FromWorker.Stack> stack = new OwedAnswer<>();

  public Worker(int id, Optional<Duration> maxLifetime, Instant now) {
    this.id = id;
    createdAt = now;
    idleSince = now;
    this.maxLifetime = maxLifetime;
  }

  public int id() {
    return id;
  }

  public WorkerState state() {
    return status.state();
  }

  public void become(WorkerState next) {
    status.become(next);
  }

  public WorkerLink link() {
    return link;
  }

  public void linked(WorkerLink newLink) {
    link = new GuardedLink(newLink);
  }

  /** It is to be asked now and then whether it is still there. */
  public void watch(Heartbeat newHeartbeat) {
    heartbeat = newHeartbeat;
  }

  /** It said something. */
  public void heard() {
    if (heartbeat != null) {
      heartbeat.heard();
    }
  }

  @Nullable
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  /** It is being killed, or gone. */
  public void unwatch() {
    heartbeat = null;
  }

  public void spawned(long newPid) {
    pid = newPid;
  }

  @Nullable
  public Assignment assignment() {
    return assignment;
  }

  /** What it has been sent besides its task. */
  public PrefetchedRuns prefetched() {
    return prefetched;
  }

  /** How long it has been told that its kept tasks are the service's. */
  public ToldLease toldLease() {
    return toldLease;
  }

  /** When it is to be told that again; null if it has no kept task. */
  public @Nullable Instant tellLeaseAt() {
    return assignment == null ? null : toldLease.tellAt();
  }

  /** All tasks that it has: the one that it runs, and those behind. */
  public Stream<PendingTask> tasks() {
    return Stream.concat(Stream.ofNullable(assignment), prefetched.all().stream())
        .map(Assignment::task);
  }

  public boolean isRunning(Predicate<PendingTask> tasks) {
    return assignment != null && tasks.test(assignment.task());
  }

  public boolean isBusy() {
    return assignment != null;
  }

  /** Whether a task may be handed to it now. */
  public boolean isFree(Instant now) {
    return status.state().takesTasks() && assignment == null && !isPastLifetime(now);
  }

  public boolean isPastLifetime(Instant now) {
    return retireAt != null && !now.isBefore(retireAt);
  }

  /** Whether it has run something, or has waited for work for this long. */
  public boolean hasHadItsChance(Duration wait, Instant now) {
    return finishedCount > 0 || !idleSince.plus(wait).isAfter(now);
  }

  Instant idleSince() {
    return idleSince;
  }

  public void assign(Assignment next) {
    assignment = next;
  }

  /** The task has ended, or was lost. */
  public void unassign(boolean finished, Instant now) {
    assignment = null;
    idleSince = now;
    if (finished) {
      finishedCount++;
    }
  }

  public void readyAt(Instant now) {
    idleSince = now;
    retireAt = maxLifetime.map(now::plus).orElse(null);
  }

  public void mustBeGoneBy(Instant deadline) {
    stopBy = deadline;
  }

  @Nullable
  public Instant stopBy() {
    return stopBy;
  }

  public void unfit(FromWorker.Unfit why) {
    unfit = why;
  }

  public Optional<FromWorker.Unfit> unfit() {
    return Optional.ofNullable(unfit);
  }

  /** Asks it for its memory. Cancelled if it goes without having answered. */
  CompletableFuture<MemoryReport> measure() {
    return measurement.ask(() -> link.send(new ToWorker.Measure()));
  }

  /** Asks it what it is at. Cancelled if it goes without having answered. */
  CompletableFuture<FromWorker.Stack> showStack() {
    return stack.ask(() -> link.send(new ToWorker.ShowStack()));
  }

  public void measured(MemoryReport memory) {
    measurement.answered(memory);
  }

  public void stack(FromWorker.Stack answer) {
    stack.answered(answer);
  }

  public void gone(Instant removal) {
    removeAt = removal;
    stopBy = null;
    unwatch();
    measurement.gone();
    stack.gone();
  }

  /** It was written off while running this; it is kept until {@link #endedAfterAll}. */
  public void stuck(PendingTask task) {
    stuckWith = task;
    removeAt = null;
    stopBy = null;
  }

  public Optional<PendingTask> stuckWith() {
    return Optional.ofNullable(stuckWith);
  }

  public void endedAfterAll(Instant removal) {
    stuckWith = null;
    removeAt = removal;
  }

  public boolean isToBeRemoved(Instant now) {
    return removeAt != null && !now.isBefore(removeAt);
  }

  /** The next moment at which something is due for this worker; the far future for never. */
  Instant nextDeadline() {
    Instant retirement = status.state().takesTasks() && assignment == null ? retireAt : null;
    Instant look = heartbeat == null ? null : heartbeat.nextLook();
    Instant next = sooner(sooner(Instant.MAX, stopBy), look);
    return assignment == null
        ? sooner(sooner(next, retirement), removeAt)
        : sooner(
            sooner(sooner(sooner(next, assignment.timeoutAt()), assignment.killAt()), recallAt()),
            tellLeaseAt());
  }

  /** When the tasks behind one that takes long are to be recalled; null if there are none. */
  public @Nullable Instant recallAt() {
    Assignment current = assignment;
    return current == null || !prefetched.isRecallable()
        ? null
        : current.startedAt().plus(Pace.PATIENCE);
  }

  private static Instant sooner(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  WorkerView view(Instant now) {
    return new WorkerView(
        id,
        pid,
        status.state(),
        finishedCount,
        Optional.ofNullable(assignment == null ? stuckWith : assignment.task())
            .map(PendingTask::message),
        assignment != null && assignment.isCancelled(),
        Duration.between(createdAt, now));
  }

  private static final WorkerLink UNLINKED =
      new WorkerLink() {
        @Override
        public void send(ToWorker frame) {}

        @Override
        public boolean hasOwnJvm() {
          return false;
        }

        @Override
        public void kill() {}
      };
}
