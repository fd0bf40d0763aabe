package io.dispatcherd.pool;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.prefetch.TaskListener;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import io.dispatcherd.processors.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pool whose workers are played by the test, and whose clock the test sets. */
public final class FakeWorkers {
  private final Map<Integer, List<ToWorker>> sent = new LinkedHashMap<>();
  private final List<Integer> killed = new ArrayList<>();
  private final Map<String, RunEnd> endings = new LinkedHashMap<>();
  private final List<String> givenBack = new ArrayList<>();
  private final List<String> begun = new ArrayList<>();
  private final List<String> withdrawn = new ArrayList<>();
  private final Queuer queue = new Queuer();
  private final WorkerPool pool;
  private int launchesThatFail;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  public FakeWorkers(PoolSettingsBuilder settings) {
    pool =
        new WorkerPool(
            settings.build(),
            this::launch,
            new TaskListener() {
              @Override
              public void begun(PendingTask task, Instant now) {
                queue.taken(task);
                begun.add(String.valueOf(task.message().uuid()));
              }

              @Override
              public void withdrawn(PendingTask task, RunEnd end) {
                withdrawn.add(String.valueOf(task.message().uuid()));
              }

              @Override
              public void ended(
                  PendingTask task, RunEnd end, Duration time, Optional<TaskResult> result) {
                endings.put(String.valueOf(task.message().uuid()), end);
              }

              @Override
              public void notBegun(PendingTask task) {
                queue.giveBack(task);
                givenBack.add(String.valueOf(task.message().uuid()));
              }
            },
            now);
  }

  public WorkerPool pool() {
    return pool;
  }

  public Instant now() {
    return now;
  }

  /** Lets time pass in one go, then has the pool do what is due. */
  public void pass(Duration time) {
    now = now.plus(time);
    pool.tick(now);
  }

  /** Has the pool look at how many tasks wait, as after each event. */
  public void waiting(int tasks) {
    pool.scaleUp(tasks, now);
  }

  List<Integer> started() {
    return List.copyOf(sent.keySet());
  }

  /** Brings a worker from its launch to ready. */
  void becomeReady(int workerId) {
    pool.spawned(workerId, 1000 + workerId);
    pool.said(workerId, new FromWorker.Starting(), now);
    pool.said(workerId, new FromWorker.Ready(), now);
  }

  /** Starts this many workers and brings them to ready. */
  public void readyWorkers(int count) {
    waiting(count);
    started().forEach(this::becomeReady);
    waiting(0);
  }

  void assign(String uuid, Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>(Map.of("task", "demo.task", "uuid", uuid));
    fields.putAll(more);
    PendingTask task = new PendingTask(TaskMessage.of(fields), Acknowledgeable.NONE, now);
    task.become(TaskState.READY);
    pool.assign(task, now);
  }

  public void assign(String uuid) {
    assign(uuid, Map.of());
  }

  /** A task waits, to be sent ahead of its time or not. */
  void queue(String uuid) {
    queue.add(
        new PendingTask(
            TaskMessage.of(Map.of("task", "demo.task", "uuid", uuid)), Acknowledgeable.NONE, now));
  }

  /** Has the pool send ahead, and call back, what it wants. */
  void prefetch() {
    pool.prefetch(queue, now);
  }

  /** Uuids of what waits, sent ahead or not. */
  List<String> waitingTasks() {
    return queue.waiting().stream().map(task -> String.valueOf(task.message().uuid())).toList();
  }

  /** Takes the waiting tasks with these uuids out, and has the pool withdraw those sent ahead. */
  void cancelWaiting(String uuid) {
    pool.withdraw(
        queue.removeAll(task -> queue.isReserved(task) && uuid.equals(task.message().uuid())));
  }

  void giveBack(int workerId, long run) {
    pool.said(workerId, new FromWorker.GaveBack(run), now);
  }

  /** Uuids of what workers have begun with, in that order. */
  List<String> begun() {
    return begun;
  }

  List<String> withdrawn() {
    return withdrawn;
  }

  /** The worker reports the end of what it was last told to run. */
  void finish(int workerId, TaskResult.Status status) {
    finish(workerId, lastRun(workerId), status);
  }

  void finish(int workerId, long run, TaskResult.Status status) {
    TaskResult result = new TaskResult("u", status, null, Optional.empty(), now, now);
    pool.said(workerId, new FromWorker.Finished(run, result, false), now);
  }

  /** The worker reports the end of its task, which took so long. */
  void finishAfter(int workerId, Duration time) {
    now = now.plus(time);
    TaskResult result =
        new TaskResult(
            "u", TaskResult.Status.SUCCEEDED, null, Optional.empty(), now.minus(time), now);
    pool.said(workerId, new FromWorker.Finished(lastRun(workerId), result, false), now);
  }

  /** The worker reports the end of its last task. */
  void finishAndLeave(int workerId, long run) {
    TaskResult result =
        new TaskResult("u", TaskResult.Status.SUCCEEDED, null, Optional.empty(), now, now);
    pool.said(workerId, new FromWorker.Finished(run, result, true), now);
  }

  public void gone(int workerId, int exitCode) {
    pool.gone(workerId, WorkerExit.ofCode(exitCode), now);
  }

  long lastRun(int workerId) {
    return sentTo(workerId, ToWorker.Run.class).getLast().run();
  }

  public <T extends ToWorker> List<T> sentTo(int workerId, Class<T> kind) {
    return sent.getOrDefault(workerId, List.of()).stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  boolean wasToldToStop(int workerId) {
    return !sentTo(workerId, ToWorker.Stop.class).isEmpty();
  }

  public List<Integer> killed() {
    return killed;
  }

  List<String> givenBack() {
    return givenBack;
  }

  public Map<String, RunEnd> endings() {
    return endings;
  }

  WorkerState stateOf(int workerId) {
    return pool.views(now).stream()
        .filter(view -> view.id() == workerId)
        .map(WorkerView::state)
        .findFirst()
        .orElseThrow();
  }

  /** The next launches find that there is no room for another thread. */
  void failLaunches(int count) {
    launchesThatFail = count;
  }

  private WorkerLink launch(int workerId) {
    if (launchesThatFail > 0) {
      launchesThatFail--;
      throw new Error("unable to create native thread");
    }
    List<ToWorker> frames = new ArrayList<>();
    sent.put(workerId, frames);
    return new WorkerLink() {
      @Override
      public void send(ToWorker frame) {
        frames.add(frame);
      }

      @Override
      public boolean hasOwnJvm() {
        return true;
      }

      @Override
      public void kill() {
        killed.add(workerId);
      }
    };
  }
}
