package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.processors.PendingTask;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The records of all workers, and questions about them. Owned by the pool's thread. */
public final class WorkerTable {
  private final Map<Integer, Worker> workers = new TreeMap<>();

  /** Free workers, the one that has been idle longest first. */
  private final SequencedSet<Worker> idle = new LinkedHashSet<>();

  public void add(Worker worker) {
    workers.put(worker.id(), worker);
  }

  public void remove(Worker worker) {
    workers.remove(worker.id());
  }

  /** Every worker that is known, by number. */
  public List<Worker> all() {
    return List.copyOf(workers.values());
  }

  /** The same without a copy: don't add or remove any while iterating. */
  public Iterable<Worker> each() {
    return workers.values();
  }

  /** Workers that are not gone. */
  public List<Worker> live() {
    return workers.values().stream().filter(worker -> !worker.state().isGone()).toList();
  }

  @Nullable
  public Worker find(int id) {
    return workers.get(id);
  }

  public Optional<Worker> findLive(int id) {
    return Optional.ofNullable(workers.get(id)).filter(worker -> !worker.state().isGone());
  }

  public SequencedSet<Worker> idle() {
    return idle;
  }

  /** Running tasks that match, by the number of their worker. */
  public Map<Integer, TaskMessage> running(Predicate<TaskMessage> filter) {
    Map<Integer, TaskMessage> running = new TreeMap<>();
    for (Worker worker : workers.values()) {
      Assignment assignment = worker.assignment();
      if (assignment != null && filter.test(assignment.task().message())) {
        running.put(worker.id(), assignment.task().message());
      }
    }
    return running;
  }

  /** Since when running tasks that match run, by the number of their worker. */
  public Map<Integer, Instant> runningSince(Predicate<TaskMessage> filter) {
    Map<Integer, Instant> since = new TreeMap<>();
    for (Worker worker : workers.values()) {
      Assignment assignment = worker.assignment();
      if (assignment != null && filter.test(assignment.task().message())) {
        boolean hasBegun = assignment.startedAt().isBefore(Instant.MAX);
        since.put(worker.id(), hasBegun ? assignment.startedAt() : assignment.task().dueAt());
      }
    }
    return since;
  }

  /** Asks each live worker that has a JVM of its own for its memory. */
  public Map<Integer, CompletableFuture<MemoryReport>> measure() {
    Map<Integer, CompletableFuture<MemoryReport>> asked = new TreeMap<>();
    for (Worker worker : live()) {
      if (worker.link().hasOwnJvm()) {
        asked.put(worker.id(), worker.measure());
      }
    }
    return asked;
  }

  /** Asks each live worker, or only this one, what it is at. */
  public Map<Integer, CompletableFuture<FromWorker.Stack>> stacks(OptionalInt only) {
    Map<Integer, CompletableFuture<FromWorker.Stack>> asked = new TreeMap<>();
    for (Worker worker : live()) {
      if (only.isEmpty() || only.getAsInt() == worker.id()) {
        asked.put(worker.id(), worker.showStack());
      }
    }
    return asked;
  }

  /** Tasks that go on although their workers were written off. */
  public List<PendingTask> stuck() {
    return workers.values().stream().flatMap(worker -> worker.stuckWith().stream()).toList();
  }

  public List<WorkerView> views(Instant now) {
    return workers.values().stream().map(worker -> worker.view(now)).toList();
  }

  /** Workers that have, or will soon have, room for a task. */
  public int capacity() {
    return count(worker -> worker.state().countsForCapacity());
  }

  public int busy() {
    return count(Worker::isBusy);
  }

  public int busyWithCapacity() {
    return count(worker -> worker.isBusy() && worker.state().countsForCapacity());
  }

  public boolean isStartingAny() {
    return workers.values().stream().anyMatch(worker -> worker.state().isStartingUp());
  }

  /** When something is due for some worker; the given moment if nothing is before it. */
  public Instant nextDeadline(Instant latest) {
    Instant next = latest;
    for (Worker worker : workers.values()) {
      Instant its = worker.nextDeadline();
      next = its.isBefore(next) ? its : next;
    }
    return next;
  }

  /** A loop: this is counted at the end of each turn of the service's loop. */
  private int count(Predicate<Worker> condition) {
    int count = 0;
    for (Worker worker : workers.values()) {
      count += condition.test(worker) ? 1 : 0;
    }
    return count;
  }
}
