package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.pool.prefetch.TaskListener;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pool, a queue, two workers, and four lines on which frames wait. */
final class PrefetchWorld implements TaskListener {
  private static final int ROUNDS = 12;

  /** After this time a worker takes no further task, if workers grow old. */
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  final Random random;

  /** Whether workers die, leave and grow old, and tasks run out of time. */
  final boolean isTroubled;

  final Queuer queue = new Queuer();
  private final List<Child> children = new ArrayList<>();
  final Map<String, Integer> runs = new TreeMap<>();
  final Map<String, Integer> ends = new TreeMap<>();
  final WorkerPool pool;
  int submitted;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  PrefetchWorld(Random random, boolean isTroubled) {
    this.random = random;
    this.isTroubled = isTroubled;
    Map<String, Object> workers = new HashMap<>(Map.of("min_workers", 2, "max_workers", 2));
    if (isTroubled) {
      workers.put("worker_max_lifetime_seconds", LIFETIME.toSeconds());
    }
    PoolSettings settings =
        Settings.fromMap(Map.of("version", 2, "service", Map.of("pool_kwargs", workers)))
            .service()
            .pool();
    pool = new WorkerPool(settings, this::launch, this, now);
    pool.scaleUp(0, now);
  }

  private WorkerLink launch(int id) {
    Child child = new Child(id, this);
    children.add(child);
    child.toService.add(new FromWorker.Starting());
    child.toService.add(new FromWorker.Ready());
    return child;
  }

  void live() throws IOException {
    warmUp();
    for (int i = 0; i < ROUNDS; i++) {
      for (int tasks = random.nextInt(12); tasks > 0; tasks--) {
        submit("t" + submitted);
      }
      for (int steps = random.nextInt(80); steps > 0; steps--) {
        step();
      }
    }
    settle();
  }

  void liveUntilTheStop() throws IOException {
    warmUp();
    for (int tasks = 1 + random.nextInt(12); tasks > 0; tasks--) {
      submit("t" + submitted);
    }
    for (int steps = random.nextInt(40); steps > 0; steps--) {
      step();
    }
    pool.stopAll(now);
    for (int steps = random.nextInt(40); steps > 0; steps--) {
      step();
    }
    pool.interruptAll(now);
    for (int rounds = 100; rounds > 0 && !pool.isEmpty(); rounds--) {
      everybody();
      passTime(Duration.ofSeconds(1));
    }
  }

  /** So that the workers have shown to be quick. */
  private void warmUp() throws IOException {
    for (int i = 0; i < 60; i++) {
      submit("warm" + i);
      settle();
    }
  }

  void checkEnds() {
    assertEquals(List.of(), waiting());
    assertEquals(submitted, ends.size(), ends::toString);
    checkOnce();
    assertTrue(pool.running(any -> true).isEmpty());
  }

  void checkOnce() {
    ends.values().forEach(count -> assertEquals(1, count, ends::toString));
    runs.values().forEach(count -> assertEquals(1, count, runs::toString));
  }

  void submit(String uuid) {
    submitted++;
    queue.add(new PendingTask(TaskMessage.of(fields(uuid)), Acknowledgeable.NONE, now));
    dispatch();
  }

  private Map<String, Object> fields(String uuid) {
    Map<String, Object> fields = new HashMap<>(Map.of("task", "demo.task", "uuid", uuid));
    if (isTroubled && random.nextInt(4) == 0) {
      fields.put("timeout", 0.01);
    }
    return fields;
  }

  /** As the event loop does after each event. */
  private void dispatch() {
    pool.scaleUp(queue.ready(), now);
    while (queue.ready() > 0 && pool.hasFreeWorker(now)) {
      queue.poll().ifPresent(task -> pool.assign(task, now));
    }
    pool.prefetch(queue, now);
  }

  void step() throws IOException {
    Child child = anyOf(alive());
    if (child == null || (isTroubled && random.nextInt(60) == 0)) {
      trouble(child);
      return;
    }
    switch (random.nextInt(8)) {
      case 0, 1 -> child.receive();
      case 2, 3, 4 -> child.work();
      case 5, 6 -> hear(child);
      default -> {
        if (random.nextInt(4) == 0) {
          passTime(Duration.ofMillis(random.nextInt(7)));
        } else if (random.nextInt(4) == 0) {
          cancelSome();
        }
      }
    }
  }

  private List<Child> alive() {
    return children.stream().filter(child -> !child.isGone).toList();
  }

  private @Nullable Child anyOf(List<Child> some) {
    return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
  }

  private void trouble(@Nullable Child child) {
    switch (random.nextInt(4)) {
      case 0 -> passTime(LIFETIME.dividedBy(2));
      case 1 -> passTime(Duration.ofSeconds(random.nextInt(20)));
      default -> {
        if (child != null) {
          child.die();
        }
      }
    }
  }

  private void passTime(Duration time) {
    now = now.plus(time);
    pool.tick(now);
    dispatch();
  }

  private void cancelSome() {
    int digit = random.nextInt(10);
    String end = String.valueOf(digit);
    pool.withdraw(
        queue.removeAll(
            task -> queue.isReserved(task) && String.valueOf(task.message().uuid()).endsWith(end)));
    dispatch();
  }

  private void hear(Child child) {
    if (!child.isSpawned) {
      child.isSpawned = true;
      pool.spawned(child.id, 1 + child.id);
    }
    FromWorker frame = child.toService.poll();
    if (frame != null) {
      pool.said(child.id, frame, now);
      dispatch();
    } else if (child.exit != null) {
      child.isGone = true;
      pool.gone(child.id, child.exit, now);
      dispatch();
    }
  }

  /** Until nothing happens any more. */
  void settle() throws IOException {
    for (int rounds = 20 + 6 * (submitted - ends.size()); rounds > 0; rounds--) {
      everybody();
    }
    // Workers that take the place of others start when the back-off allows it.
    for (int rounds = 200; rounds > 0 && submitted > ends.size(); rounds--) {
      passTime(Duration.ofSeconds(1));
      everybody();
    }
  }

  private void everybody() throws IOException {
    for (Child child : alive()) {
      child.receive();
      child.work();
      hear(child);
    }
  }

  List<String> waiting() {
    return queue.waiting().stream().map(PendingTask::toString).toList();
  }

  private void end(PendingTask task) {
    ends.merge(String.valueOf(task.message().uuid()), 1, Integer::sum);
  }

  @Override
  public void begun(PendingTask task, Instant at) {
    queue.taken(task);
  }

  @Override
  public void ended(PendingTask task, RunEnd end, Duration time, Optional<TaskResult> result) {
    end(task);
  }

  @Override
  public void notBegun(PendingTask task) {
    queue.giveBack(task);
  }

  @Override
  public void withdrawn(PendingTask task, RunEnd end) {
    end(task);
  }

  /** How many workers there have been. */
  int workers() {
    return children.size();
  }

  /** A worker: its real inbox, and frames that wait on the lines to and from it. */
  private static final class Child implements WorkerLink {
    final int id;
    final Deque<FromWorker> toService = new ArrayDeque<>();
    private final PrefetchWorld world;
    private final Deque<ToWorker> toWorker = new ArrayDeque<>();
    private final Inbox inbox = new Inbox();
    private @Nullable AcceptedRun running;

    /** How it ended; the service hears of it when it has read all frames. */
    private @Nullable WorkerExit exit;

    private boolean isSpawned;
    private boolean isGone;

    /** Takes no further task after so many. */
    private int tasksLeft;

    Child(int id, PrefetchWorld world) {
      this.id = id;
      this.world = world;
      tasksLeft = world.isTroubled ? 40 + world.random.nextInt(100) : Integer.MAX_VALUE;
    }

    @Override
    public void send(ToWorker frame) {
      toWorker.add(frame);
    }

    @Override
    public boolean hasOwnJvm() {
      return true;
    }

    @Override
    public void kill() {
      assertTrue(world.isTroubled, "nothing here is a reason to kill a worker");
      die();
    }

    /** What it runs, has and is sent is lost; what it has said is not. */
    void die() {
      if (exit == null) {
        exit = WorkerExit.died("exit code 137 (SIGKILL)");
      }
    }

    /** What the thread does that receives frames. */
    void receive() throws IOException {
      if (exit != null) {
        return;
      }
      switch (toWorker.poll()) {
        case null -> {}
        case ToWorker.Run it ->
            inbox.add(new AcceptedRun(it.run(), it.message(), new RunCancellation()));
        case ToWorker.Recall() -> inbox.recall(this::giveBack);
        case ToWorker.Cancel(long run, boolean timedOut) -> inbox.withdraw(run, this::giveBack);
        case ToWorker.Stop() -> inbox.stop();
        default -> {}
      }
    }

    private void giveBack(AcceptedRun run) {
      toService.add(new FromWorker.GaveBack(run.number()));
    }

    /** A step of the thread that runs tasks: it begins with one, or is through with it. */
    void work() {
      AcceptedRun run = running;
      if (exit != null) {
        return;
      }
      if (run != null) {
        running = null;
        tasksLeft--;
        boolean stopping = tasksLeft <= 0;
        if (stopping) {
          inbox.stop();
        }
        inbox.through();
        toService.add(new FromWorker.Finished(run.number(), result(), stopping));
        return;
      }
      switch (inbox.next(Optional.of(Duration.ZERO))) {
        case Inbox.Next.Task(AcceptedRun next) -> {
          running = next;
          String uuid = next.message().uuid();
          world.runs.merge(String.valueOf(uuid), 1, Integer::sum);
        }
        case Inbox.Next.Leave() -> {
          toService.add(new FromWorker.Leaving());
          exit = WorkerExit.left("exit code 0");
        }
        case Inbox.Next.Idle() -> {}
      }
    }

    private TaskResult result() {
      return new TaskResult(
          "u", TaskResult.Status.SUCCEEDED, null, Optional.empty(), world.now, world.now);
    }
  }
}
