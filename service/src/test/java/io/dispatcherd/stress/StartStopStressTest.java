package io.dispatcherd.stress;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.embedded.EmbeddedPostgres;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.metrics.PrometheusMetrics;
import io.dispatcherd.pool.process.JavaCommand;
import io.dispatcherd.pool.process.ProcessLauncher;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerListener;
import io.dispatcherd.producers.Arrival;
import io.dispatcherd.producers.BrokeredProducer;
import io.dispatcherd.producers.ControlProducer;
import io.dispatcherd.producers.MessageSink;
import io.dispatcherd.producers.OnStartProducer;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.producers.ScheduledProducer;
import io.dispatcherd.producers.TaskUuids;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StateQueries;
import io.dispatcherd.service.fixtures.TestConfig;
import io.dispatcherd.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One contract for everything that starts and stops: it may be stopped at any moment after its
 * start began, more than once, by several at once; whenever the stop has returned, nothing of it is
 * left.
 *
 * <p>A few rounds of each; {@code -Dstress.rounds} makes it more.
 */
@Tag("functional")
class StartStopStressTest {
  private static final int ROUNDS = Integer.getInteger("stress.rounds", 3);
  private static final int STOPPERS = 4;

  @TempDir private static Path folder;

  /** Something that starts and stops. */
  record Component(String name, int rounds, Start start) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Begins a start, and returns what stops it. */
  @FunctionalInterface
  interface Start {
    AutoCloseable begin() throws Exception;
  }

  static Stream<Component> components() {
    return Stream.of(
        light("brokered producer over pg_notify", () -> brokered("pg_notify", running())),
        light("brokered producer over the socket", () -> brokered("socket", running())),
        light("brokered producer whose server is down", () -> brokered("pg_notify", down())),
        light("scheduled producer", StartStopStressTest::scheduled),
        light("on-start producer", StartStopStressTest::onStart),
        light("control producer", () -> producer(new ControlProducer())),
        light("subscription to pg_notify", () -> broker("pg_notify", Broker::subscribe)),
        light("subscription to the socket", () -> broker("socket", Broker::subscribe)),
        light("conversation over pg_notify", () -> broker("pg_notify", Broker::converse)),
        light("metrics server", StartStopStressTest::metrics),
        heavy("service with threads", () -> service("ThreadManager", running())),
        heavy("service whose server is down", () -> service("ThreadManager", down())),
        heavy("worker processes", StartStopStressTest::processes),
        heavy("service with processes", () -> service("ProcessManager", running())),
        heavy("embedded PostgreSQL", StartStopStressTest::embedded));
  }

  @BeforeAll
  static void startPostgres() {
    TestPostgres.shared(); // Its process is a child, too.
  }

  @ParameterizedTest
  @MethodSource("components")
  void stopsAtAnyMomentAndLeavesNothing(Component component) throws Exception {
    Leftovers leftovers = new Leftovers();
    for (int round = 0; round < component.rounds(); round++) {
      AutoCloseable started = component.start().begin();
      started.close();
      started.close();
    }
    leftovers.awaitNone(component.name());
  }

  @ParameterizedTest
  @MethodSource("components")
  void isStoppedBySeveralAtOnceAsByOne(Component component) throws Exception {
    Leftovers leftovers = new Leftovers();
    try (ExecutorService threads = Executors.newFixedThreadPool(STOPPERS)) {
      for (int round = 0; round < component.rounds(); round++) {
        AutoCloseable started = component.start().begin();
        CyclicBarrier together = new CyclicBarrier(STOPPERS);
        List<Future<?>> stops = new ArrayList<>();
        for (int i = 0; i < STOPPERS; i++) {
          stops.add(
              threads.submit(
                  () -> {
                    together.await();
                    started.close();
                    return true;
                  }));
        }
        for (Future<?> stop : stops) {
          stop.get();
        }
      }
    }
    leftovers.awaitNone(component.name());
  }

  private static Component light(String name, Start start) {
    return new Component(name, ROUNDS, start);
  }

  /** One that takes its time: a third of the rounds. */
  private static Component heavy(String name, Start start) {
    return new Component(name, Math.max(1, ROUNDS / 3), start);
  }

  private static String running() {
    return TestPostgres.shared().conninfo();
  }

  private static String down() {
    return "host=127.0.0.1 port=1 user=nobody dbname=nothing";
  }

  private static Map<String, Object> config(String conninfo) {
    String name = UUID.randomUUID().toString();
    Map<String, Object> config =
        TestConfig.of(
            TestPostgres.shared(), "test_" + name, folder.resolve(name), Map.of(), Map.of());
    config.put(
        "brokers",
        Map.of(
            "pg_notify",
            Map.of("config", Map.of("conninfo", conninfo), "channels", List.of("test_" + name)),
            "socket",
            Map.of("socket_path", folder.resolve(name.substring(0, 8)).toString())));
    return config;
  }

  private static Broker open(String broker, String conninfo) {
    Settings settings = Settings.fromMap(config(conninfo));
    return Brokers.open(Objects.requireNonNull(settings.brokers().get(broker)), new LimitHits());
  }

  private static AutoCloseable broker(String name, Function<Broker, AutoCloseable> use) {
    Broker broker = open(name, running());
    if (name.equals("socket")) {
      broker.subscribe(); // To be closed with its broker.
      return broker;
    }
    AutoCloseable used = use.apply(broker);
    return () -> {
      used.close();
      broker.close();
    };
  }

  private static AutoCloseable brokered(String name, String conninfo) {
    Broker broker = open(name, conninfo);
    AutoCloseable producer =
        producer(
            new BrokeredProducer(
                broker, new Subscriber("test", List.of()), ServiceLimits.DEFAULT, new LimitHits()));
    return () -> {
      producer.close();
      broker.close();
    };
  }

  private static AutoCloseable producer(Producer producer) {
    var unused = producer.start(new Nowhere());
    return producer::stop;
  }

  private static AutoCloseable scheduled() {
    Schedule often = new Schedule.Every(Duration.ofMillis(1));
    return producer(
        new ScheduledProducer(
            List.of(new ScheduledTask("often", "demo.task", Map.of(), often)),
            new TaskUuids("sch"),
            InstantSource.system(),
            InstantSource.system()));
  }

  private static AutoCloseable onStart() {
    return producer(
        new OnStartProducer(
            List.of(new StartTask("once", "demo.task", Map.of())), new TaskUuids("on-start")));
  }

  private static AutoCloseable metrics() {
    return new PrometheusMetrics()
        .open(new MetricsSettings("localhost", 0, 1), new NoService(), new LimitHits());
  }

  private static AutoCloseable processes() {
    List<Path> classpath =
        Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of).toList();
    ProcessLauncher launcher =
        new ProcessLauncher(JavaCommand.of(classpath, List.of()), 1, 1 << 20);
    WorkerSetup setup =
        new WorkerSetup(
            1, "node", Optional.empty(), Map.of(), Optional.empty(), List.of(), List.of());
    launcher.launch(setup, new Deaf());
    return launcher;
  }

  private static AutoCloseable service(String manager, String conninfo) {
    Map<String, Object> config = new LinkedHashMap<>(config(conninfo));
    config.put(
        "service", Map.of("process_manager_cls", manager, "pool_kwargs", Map.of("min_workers", 2)));
    return DispatcherService.start(Settings.fromMap(config));
  }

  private static AutoCloseable embedded() throws Exception {
    Path data = Files.createTempDirectory(folder, "postgres");
    return EmbeddedPostgres.withoutDurability().start(data, progress -> {});
  }

  /** Takes whatever comes. */
  private static final class Nowhere implements MessageSink {
    @Override
    public void received(Message message, Arrival arrival) {}

    @Override
    public void refused(
        MessageFormatException problem, Acknowledgement.Rejected why, Arrival arrival) {}

    @Override
    public void submitted(TaskMessage message) {}
  }

  /** Hears nothing of its workers. */
  private static final class Deaf implements WorkerListener {
    @Override
    public void spawned(int workerId, long pid) {}

    @Override
    public void said(int workerId, FromWorker frame, Runnable onTaken) {}

    @Override
    public void gone(int workerId, WorkerExit exit) {}
  }

  /** Never answers. */
  private static final class NoService implements StateQueries {
    @Override
    public <T> CompletableFuture<T> read(Function<ServiceState, T> question) {
      return new CompletableFuture<>();
    }
  }
}
