package io.dispatcherd.service;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.ConfigurationException.Problem;
import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.WorkerProcessSettings;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.pool.process.JavaCommand;
import io.dispatcherd.pool.process.ProcessLauncher;
import io.dispatcherd.pool.worker.WorkerLauncher;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ControlCommands;
import io.dispatcherd.service.control.ControlExecutor;
import io.dispatcherd.service.control.MemorySurvey;
import io.dispatcherd.service.control.MetricsEndpoint;
import io.dispatcherd.service.control.MetricsProvider;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.dispatch.Dispatcher;
import io.dispatcherd.service.dispatch.LiveServiceState;
import io.dispatcherd.service.dispatch.ServiceParts;
import io.dispatcherd.service.dispatch.ShutdownSequence;
import io.dispatcherd.service.dispatch.TaskFlow;
import io.dispatcherd.service.dispatch.TaskIntake;
import io.dispatcherd.service.loop.EventLoop;
import io.dispatcherd.service.loop.LoopQueries;
import io.dispatcherd.service.loop.LoopSink;
import io.dispatcherd.service.loop.ServiceClocks;
import io.dispatcherd.service.loop.WorkerNews;
import io.dispatcherd.service.startup.EmbeddedServer;
import io.dispatcherd.service.startup.ProducerAssembly;
import io.dispatcherd.service.startup.ReferenceCheck;
import io.dispatcherd.service.startup.TaskClasspath;
import io.dispatcherd.service.startup.catalog.TaskCatalog;
import io.dispatcherd.service.statistics.TaskTimes;
import io.dispatcherd.service.threadworkers.ThreadLauncher;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskRegistry;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes a service from its settings: everything is checked and built first, then started. */
final class ServiceAssembly {
  private final Settings settings;
  private final TaskClasspath classpath;
  private final ClassLoader loader;
  private final ServiceClocks clocks;
  private final InstantSource clock;
  private final TaskObserver observer;
  private final LimitHits hits = new LimitHits();
  private final ServiceLimits limits;
  private final EventLoop loop;
  private final String nodeId;

  /** Parts that have been started and end with the service, the last one first. */
  private final List<AutoCloseable> foundations = new ArrayList<>();

  /** By their names in the configuration, in its order. */
  private final Map<String, Broker> brokers = new LinkedHashMap<>();

  ServiceAssembly(
      Settings settings, List<Path> moreClasspath, ServiceClocks clocks, TaskObserver observer) {
    this.settings = settings;
    this.clocks = clocks;
    this.observer = observer;
    clock = clocks.steady();
    limits = settings.service().limits();
    loop = new EventLoop(clock, limits.undecided(), hits);
    classpath =
        TaskClasspath.with(
            Stream.concat(
                    settings.service().workerProcess().classpath().stream(), moreClasspath.stream())
                .toList());
    loader = classpath.loader();
    nodeId = settings.service().nodeId().orElseGet(() -> UUID.randomUUID().toString());
  }

  DispatcherService start() {
    // Classes that the configuration names are looked up through the context class loader, which
    // the threads of the service inherit.
    Thread caller = Thread.currentThread();
    ClassLoader callersLoader = caller.getContextClassLoader();
    caller.setContextClassLoader(loader);
    try {
      DispatcherService service = assemble();
      service.startProducers(new LoopSink(loop));
      return service;
    } finally {
      caller.setContextClassLoader(callersLoader);
    }
  }

  /** Builds everything and starts the loop; what fails leaves nothing behind. */
  private DispatcherService assemble() {
    try {
      if (loader instanceof URLClassLoader ours) {
        foundations.add(ours);
      }
      WorkerLauncher launcher = launcher();
      foundations.add(launcher);
      launcher.prepare(settings.service().pool().minWorkers());
      TaskRegistry registry = TaskCatalog.read(classpath.withTasks());
      requireSound(new ReferenceCheck(loader, registry).problems(settings.references()));
      EmbeddedServer.startIfConfigured(settings).ifPresent(foundations::add);
      settings.brokers().forEach((name, broker) -> brokers.put(name, Brokers.open(broker, hits)));
      List<Producer> producers = producers();
      Optional<MetricsEndpoint> metrics = settings.service().metrics().map(this::metrics);
      metrics.ifPresent(foundations::add);
      ServiceParts state = state(registry, launcher);
      ControlExecutor executor =
          new ControlExecutor(commands(), nodeId, limits.commands().slow(), hits);
      MemorySurvey memory = MemorySurvey.of(state.pool(), new LoopQueries(loop));
      ServiceState view = new LiveServiceState(state, executor, producers, metrics, memory, loop);
      loop.start(new Dispatcher(loop, state, executor, view, limits));
      List<String> tasks = registry.declarations().stream().map(TaskDeclaration::name).toList();
      return new DispatcherService(
          loop, producers, List.copyOf(brokers.values()), foundations, nodeId, tasks);
    } catch (RuntimeException e) {
      brokers.values().forEach(DispatcherService::closeQuietly);
      foundations.reversed().forEach(DispatcherService::closeQuietly);
      throw e;
    }
  }

  private ServiceParts state(TaskRegistry registry, WorkerLauncher launcher) {
    PoolSettings poolSettings = settings.service().pool();
    WorkerNews news = new WorkerNews(loop, hits);
    TaskFlow flow = new TaskFlow(poolSettings.maxQueued(), taskTimes(), observer);
    WorkerPool pool =
        new WorkerPool(
            poolSettings, id -> launcher.launch(setup(id, registry), news), flow, clock.instant());
    return new ServiceParts(
        new TaskIntake(registry, flow, hits),
        flow,
        pool,
        new ChunkAssembler(
            settings.service().chunkMessageTimeout(), limits.chunks(), limits.message(), hits),
        new ShutdownSequence(pool, poolSettings.waits().shutdown()),
        hits);
  }

  private TaskTimes taskTimes() {
    return new TaskTimes(
        settings.service().metrics().map(MetricsSettings::maxTaskLabels).orElse(0));
  }

  private WorkerSetup setup(int workerId, TaskRegistry registry) {
    return new WorkerSetup(
        workerId,
        nodeId,
        settings.worker().workerClass(),
        settings.worker().arguments(),
        settings.worker().idleTimeout(),
        settings.service().workerProcess().preloadClasses(),
        List.copyOf(registry.declarations()));
  }

  private WorkerLauncher launcher() {
    WorkerProcessSettings process = settings.service().workerProcess();
    return switch (process.kind()) {
      case PROCESS ->
          new ProcessLauncher(
              JavaCommand.of(classpath.entries(), process.jvmArgs()),
              process.spareWorkers(),
              limits.undecidedFrameBytes());
      case THREAD -> new ThreadLauncher(loader);
    };
  }

  private List<Producer> producers() {
    return new ProducerAssembly(loader, clocks)
        .brokered(brokers, limits, hits)
        .configured(settings.producers())
        .producers();
  }

  /** Said once and at the start, not at night by a schedule or by one worker after the other. */
  private static void requireSound(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigurationException("", problems);
    }
  }

  private MetricsEndpoint metrics(MetricsSettings wanted) {
    return ServiceLoader.load(MetricsProvider.class, ServiceAssembly.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "service.metrics_kwargs: nothing on the class path serves metrics"))
        .open(wanted, new LoopQueries(loop), hits);
  }

  private static List<ControlCommand> commands() {
    return ServiceLoader.load(ControlCommands.class, ServiceAssembly.class.getClassLoader())
        .stream()
        .flatMap(provider -> provider.get().commands().stream())
        .toList();
  }
}
