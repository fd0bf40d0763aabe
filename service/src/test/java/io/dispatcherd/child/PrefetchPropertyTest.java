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
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * The pool and its workers' inboxes agree on what runs where, however what they tell each other
 * crosses on its way: each task runs and ends once, unless it is cancelled while it waits.
 */
class PrefetchPropertyTest {
  private static final int ROUNDS = 12;

  @Property(tries = 200)
  void eachTaskRunsAndEndsOnceHoweverMessagesCross(@ForAll long seed) throws IOException {
    World world = new World(new Random(seed));
    world.warmUp();
    for (int i = 0; i < ROUNDS; i++) {
      for (int tasks = world.random.nextInt(12); tasks > 0; tasks--) {
        world.submit("t" + world.submitted);
      }
      for (int steps = world.random.nextInt(80); steps > 0; steps--) {
        world.step();
      }
    }
    world.settle();

    assertEquals(List.of(), world.waiting());
    assertEquals(world.submitted, world.ends.size(), world.ends::toString);
    world.ends.values().forEach(count -> assertEquals(1, count, world.ends::toString));
    world.runs.values().forEach(count -> assertEquals(1, count, world.runs::toString));
    assertTrue(world.pool.running(any -> true).isEmpty());
  }

  /** A pool, a queue, two workers, and four lines on which frames wait. */
  private static final class World implements TaskListener {
    final Random random;
    final Queuer queue = new Queuer();
    final List<Child> children = new ArrayList<>();
    final Map<String, Integer> runs = new TreeMap<>();
    final Map<String, Integer> ends = new TreeMap<>();
    final WorkerPool pool;
    int submitted;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    World(Random random) {
      this.random = random;
      PoolSettings settings =
          Settings.fromMap(
                  Map.of(
                      "version",
                      2,
                      "service",
                      Map.of("pool_kwargs", Map.of("min_workers", 2, "max_workers", 2))))
              .service()
              .pool();
      pool = new WorkerPool(settings, this::launch, this, now);
      pool.scaleUp(0, now);
    }

    private WorkerLink launch(int id) {
      Child child = new Child(id, this);
      children.add(child);
      return child;
    }

    /** So that the workers have shown to be quick. */
    void warmUp() throws IOException {
      for (Child child : children) {
        pool.spawned(child.id, 1 + child.id);
        pool.said(child.id, new FromWorker.Starting(), now);
        pool.said(child.id, new FromWorker.Ready(), now);
      }
      for (int i = 0; i < 60; i++) {
        submit("warm" + i);
        settle();
      }
    }

    void submit(String uuid) {
      submitted++;
      queue.add(
          new PendingTask(
              TaskMessage.of(Map.of("task", "demo.task", "uuid", uuid)),
              Acknowledgeable.NONE,
              now));
      dispatch();
    }

    /** As the event loop does after each event. */
    private void dispatch() {
      while (queue.ready() > 0 && pool.hasFreeWorker(now)) {
        queue.poll().ifPresent(task -> pool.assign(task, now));
      }
      pool.prefetch(queue, now);
    }

    void step() throws IOException {
      Child child = children.get(random.nextInt(children.size()));
      switch (random.nextInt(8)) {
        case 0, 1 -> child.receive();
        case 2, 3, 4 -> child.work();
        case 5, 6 -> hear(child);
        default -> {
          if (random.nextInt(4) == 0) {
            now = now.plus(Duration.ofMillis(random.nextInt(7)));
            pool.tick(now);
            dispatch();
          } else if (random.nextInt(4) == 0) {
            cancelSome();
          }
        }
      }
    }

    private void cancelSome() {
      int digit = random.nextInt(10);
      String end = String.valueOf(digit);
      pool.withdraw(
          queue.removeAll(
              task ->
                  queue.isReserved(task) && String.valueOf(task.message().uuid()).endsWith(end)));
      dispatch();
    }

    private void hear(Child child) {
      FromWorker frame = child.toService.poll();
      if (frame != null) {
        pool.said(child.id, frame, now);
        dispatch();
      }
    }

    /** Until nothing happens any more. */
    void settle() throws IOException {
      for (int rounds = 20 + 6 * (submitted - ends.size()); rounds > 0; rounds--) {
        for (Child child : children) {
          child.receive();
          child.work();
          hear(child);
        }
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
  }

  /** A worker: its real inbox, and frames that wait on the lines to and from it. */
  private static final class Child implements WorkerLink {
    final int id;
    final Deque<FromWorker> toService = new ArrayDeque<>();
    private final World world;
    private final Deque<ToWorker> toWorker = new ArrayDeque<>();
    private final Inbox inbox = new Inbox();
    private @Nullable AcceptedRun running;

    Child(int id, World world) {
      this.id = id;
      this.world = world;
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
      throw new AssertionError("nothing here is a reason to kill a worker");
    }

    /** What the thread does that receives frames. */
    void receive() throws IOException {
      switch (toWorker.poll()) {
        case null -> {}
        case ToWorker.Run(long run, TaskMessage message) ->
            inbox.add(new AcceptedRun(run, message, new RunCancellation()));
        case ToWorker.Recall() -> inbox.recall(this::giveBack);
        case ToWorker.Cancel(long run, boolean timedOut) -> inbox.withdraw(run, this::giveBack);
        default -> {}
      }
    }

    private void giveBack(AcceptedRun run) {
      toService.add(new FromWorker.GaveBack(run.number()));
    }

    /** A step of the thread that runs tasks: it begins with one, or is through with it. */
    void work() {
      AcceptedRun run = running;
      if (run != null) {
        running = null;
        inbox.through();
        TaskResult result =
            new TaskResult(
                "u", TaskResult.Status.SUCCEEDED, null, Optional.empty(), world.now, world.now);
        toService.add(new FromWorker.Finished(run.number(), result, false));
      } else if (inbox.next(Optional.of(Duration.ZERO)) instanceof Inbox.Next.Task(var next)) {
        running = next;
        String uuid = next.message().uuid();
        world.runs.merge(String.valueOf(uuid), 1, Integer::sum);
      }
    }
  }
}
