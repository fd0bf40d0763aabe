package io.dispatcherd.service.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.pool.PoolSettingsBuilder;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.producers.Arrival;
import io.dispatcherd.producers.Arrivals;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ControlExecutor;
import io.dispatcherd.service.control.ReplyTo;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.loop.Event;
import io.dispatcherd.service.loop.EventLoop;
import io.dispatcherd.service.statistics.TaskTimes;
import io.dispatcherd.tasks.TaskRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Whatever throws (observers, brokers, lines to workers, commands), each delivery is acknowledged
 * once, each question answered, and no worker's record is left behind.
 */
class FaultsPropertyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STEPS = 60;

  @Property(tries = 150)
  void eachDeliveryIsAcknowledgedOnceAndEachQuestionAnswered(@ForAll long seed) {
    World world = new World(new Random(seed));
    for (int i = 0; i < STEPS; i++) {
      world.step();
    }
    assertTimeoutPreemptively(PATIENCE, world::stop);
    world.check();
  }

  /** A delivery or a question, and how often it was told its end. */
  private record Told(String name, AtomicInteger times) {
    Told(String name) {
      this(name, new AtomicInteger());
    }
  }

  private static final class World {
    private final Random random;
    private final LimitHits hits = new LimitHits();
    private final EventLoop loop = new EventLoop(InstantSource.system(), 10_000, hits);
    private final Map<Integer, Line> lines = new ConcurrentHashMap<>();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final TaskFlow flow;
    private final WorkerPool pool;
    private int number;

    World(Random random) {
      this.random = random;
      flow =
          new TaskFlow(
              20,
              new TaskTimes(0),
              (message, outcome, result) -> {
                throw new IllegalStateException("the observer fails, on purpose");
              });
      pool =
          new WorkerPool(PoolSettingsBuilder.workers(1, 3).build(), this::launch, flow, loop.now());
      ServiceParts parts =
          new ServiceParts(
              new TaskIntake(TaskRegistry.ofClasses(ProbeTasks.class), flow, hits),
              flow,
              pool,
              new ChunkAssembler(Duration.ofMinutes(1)),
              new ShutdownSequence(pool, Duration.ofSeconds(1)),
              new Wants(List.of(), flow, pool),
              hits);
      ControlExecutor executor =
          new ControlExecutor(
              List.of(
                  new Command("good", false),
                  new Command("broken", false),
                  new Command("slow", true)),
              "node",
              10,
              hits);
      ServiceState view =
          (ServiceState)
              Proxy.newProxyInstance(
                  ServiceState.class.getClassLoader(),
                  new Class<?>[] {ServiceState.class},
                  (proxy, method, arguments) -> null);
      loop.start(new Dispatcher(loop, parts, executor, view, ServiceLimits.DEFAULT));
    }

    private WorkerLink launch(int id) {
      if (random.nextInt(10) == 0) {
        throw new IllegalStateException("no worker, on purpose");
      }
      Line line = new Line(id);
      lines.put(id, line);
      loop.post(new Event.WorkerSpawned(id, id));
      line.say(new FromWorker.Starting());
      line.say(new FromWorker.Ready());
      return line;
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> receive(task());
        case 4 -> receive(command(random.nextBoolean() ? "good" : "broken"));
        case 5 -> receive(new Chunk("m" + number++, 0, 2, "{"));
        case 6 -> malformed();
        case 7 -> ask();
        case 8 -> lines.values().forEach(line -> line.finish(random.nextInt(4)));
        case 9 -> lines.values().stream().findAny().ifPresent(Line::kill);
        case 10 -> lines.values().stream().findAny().ifPresent(Line::ask);
        default -> loop.post(new Event.Lost(lost()));
      }
    }

    private List<Arrival> lost() {
      if (arrivals.isEmpty()) {
        return List.of();
      }
      return List.of(arrivals.get(random.nextInt(arrivals.size())));
    }

    private TaskMessage task() {
      Map<String, Object> fields =
          switch (random.nextInt(4)) {
            case 0 -> Map.of("delay", 3600);
            case 1 -> Map.of("on_duplicate", "serial");
            case 2 -> Map.of("on_duplicate", "discard");
            default -> Map.of();
          };
      Map<String, Object> all = new HashMap<>(fields);
      all.put("task", random.nextInt(8) == 0 ? "nobody.knows" : ProbeTasks.PREFIX + "noop");
      all.put("uuid", "u" + number++);
      return TaskMessage.of(all);
    }

    private ControlMessage command(String name) {
      return ControlMessage.of(name, Map.of(), null);
    }

    private void receive(Message message) {
      Arrival arrival = Arrivals.of(broker(message.toString()));
      arrivals.add(arrival);
      loop.post(new Event.Received(message, arrival));
    }

    private void malformed() {
      loop.post(
          new Event.Malformed(
              new MessageFormatException("on purpose"),
              new Acknowledgement.Rejected(Acknowledgement.Reason.MALFORMED, "on purpose"),
              Arrivals.of(broker("malformed"))));
    }

    /** Throws, fails later, or takes note. */
    private Acknowledgeable broker(String name) {
      Told one = new Told(name);
      told.add(one);
      int kind = random.nextInt(3);
      return acknowledgement -> {
        one.times().incrementAndGet();
        return taken(kind);
      };
    }

    private static CompletionStage<Void> taken(int kind) {
      return switch (kind) {
        case 0 -> throw new IllegalStateException("the broker fails, on purpose");
        case 1 -> CompletableFuture.failedStage(new IllegalStateException("later, on purpose"));
        default -> Acknowledgeable.ACKNOWLEDGED;
      };
    }

    private void ask() {
      String name = List.of("good", "broken", "slow", "unknown").get(random.nextInt(4));
      Told one = new Told("question " + name);
      told.add(one);
      loop.post(
          new Event.Asked(
              command(name),
              new ReplyTo() {
                @Override
                public void send(Map<String, @Nullable Object> reply) {
                  one.times().incrementAndGet();
                }

                @Override
                public void abandon() {
                  one.times().incrementAndGet();
                }
              }));
    }

    void stop() {
      lines.values().forEach(line -> line.isSound = true);
      loop.post(new Event.Stop(true));
      loop.awaitDone();
    }

    void check() {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> told.stream().noneMatch(one -> one.times().get() == 0));
      told.forEach(one -> assertEquals(1, one.times().get(), one.name()));
      assertFalse(pool.isBusy());
      assertEquals(0, flow.ready());
      lines.values().forEach(Line::check);
    }

    /** What the service says to one worker; it fails now and then. */
    private final class Line implements WorkerLink {
      private final int id;
      private final List<Long> runs = new CopyOnWriteArrayList<>();
      private final List<Long> asked = new CopyOnWriteArrayList<>();
      private final List<Long> answered = new CopyOnWriteArrayList<>();
      private volatile boolean isGone;
      private volatile boolean isSound;

      Line(int id) {
        this.id = id;
      }

      void say(FromWorker frame) {
        loop.post(new Event.WorkerSaid(id, frame, () -> {}));
      }

      void finish(int kind) {
        for (long run : List.copyOf(runs)) {
          runs.remove(run);
          say(kind == 0 ? new FromWorker.GaveBack(run) : finished(run));
        }
      }

      private FromWorker finished(long run) {
        TaskResult result =
            new TaskResult(
                "u",
                TaskResult.Status.SUCCEEDED,
                null,
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH);
        return new FromWorker.Finished(run, result, false);
      }

      void ask() {
        long request = number++;
        asked.add(request);
        String data = List.of("{}", "[", "{\"a\":NaN}").get(random.nextInt(3));
        say(new FromWorker.Ask(request, random.nextBoolean() ? "good" : "broken", data));
      }

      @Override
      public void send(ToWorker frame) {
        if (frame instanceof ToWorker.Run run) {
          runs.add(run.run());
        } else if (frame instanceof ToWorker.Answer answer) {
          answered.add(answer.request());
        }
        if (!isSound && (id + number) % 7 == 0) {
          throw new IllegalStateException("the line breaks, on purpose");
        }
      }

      @Override
      public boolean hasOwnJvm() {
        return false;
      }

      @Override
      public void kill() {
        if (!isGone) {
          isGone = true;
          loop.post(new Event.WorkerGone(id, WorkerExit.died("killed")));
        }
      }

      /** A worker that is gone gets no answers any more. */
      void check() {
        assertEquals(answered.size(), answered.stream().distinct().count(), "answered twice");
        assertFalse(!isGone && !answered.containsAll(asked), "not answered");
      }
    }
  }

  private record Command(String name, boolean isSlow) implements ControlCommand {
    @Override
    public Map<String, @Nullable Object> run(
        ServiceState service, Map<String, @Nullable Object> data) {
      if (name.equals("broken")) {
        throw new AssertionError("the command fails, on purpose");
      }
      return Map.of();
    }
  }
}
