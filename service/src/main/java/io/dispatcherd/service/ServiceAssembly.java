package io.dispatcherd.service;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.child.WorkerParts;
import io.dispatcherd.config.BrokerSettings;
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
import io.dispatcherd.service.control.StackSurvey;
import io.dispatcherd.service.dispatch.Dispatcher;
import io.dispatcherd.service.dispatch.LiveServiceState;
import io.dispatcherd.service.dispatch.ServiceParts;
import io.dispatcherd.service.dispatch.ShutdownSequence;
import io.dispatcherd.service.dispatch.TaskFlow;
import io.dispatcherd.service.dispatch.TaskIntake;
import io.dispatcherd.service.dispatch.Wants;
import io.dispatcherd.service.loop.EventLoop;
import io.dispatcherd.service.loop.LoopQueries;
import io.dispatcherd.service.loop.LoopSink;
import io.dispatcherd.service.loop.ServiceClocks;
import io.dispatcherd.service.loop.WorkerNews;
import io.dispatcherd.service.startup.EmbeddedServer;
import io.dispatcherd.service.startup.ProducerAssembly;
import io.dispatcherd.service.startup.QueueOptionsCheck;
import io.dispatcherd.service.startup.ReferenceCheck;
import io.dispatcherd.service.startup.TaskClasspath;
import io.dispatcherd.service.startup.catalog.TaskCatalog;
import io.dispatcherd.service.statistics.TaskTimes;
import io.dispatcherd.service.threadworkers.ThreadLauncher;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskRegistry;
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
  private final ServiceBuilder wanted;
  private final LimitHits hits = new LimitHits();
  private final ServiceLimits limits;
  private final EventLoop loop;
  private final String nodeId;

  /** Parts that have been started and end with the service, the last one first. */
  private final List<AutoCloseable> foundations = new ArrayList<>();

  /** By their names in the configuration, in its order. */
  private final Map<String, Broker> brokers = new LinkedHashMap<>();

  ServiceAssembly(ServiceBuilder wanted) {
    this.wanted = wanted;
    settings = wanted.settings();
    clocks = wanted.clocks();
    clock = clocks.steady();
    limits = settings.service().limits();
    loop = new EventLoop(clock, limits.undecided(), hits);
    classpath =
        TaskClasspath.with(
            Stream.concat(
                    settings.service().workerProcess().classpath().stream(),
                    wanted.classpath().stream())
                .toList());
    loader = classpath.loader(wanted.classLoader());
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
      foundations.add(() -> TaskClasspath.close(loader));
      WorkerLauncher launcher = launcher();
      foundations.add(launcher);
      launcher.prepare(settings.service().pool().minWorkers());
      TaskCatalog catalog = catalog();
      TaskRegistry registry = catalog.tasks();
      requireSound(new ReferenceCheck(loader, registry).problems(settings.references()));
      EmbeddedServer.startIfConfigured(settings).ifPresent(foundations::add);
      settings.brokers().forEach(this::open);
      Map<String, Broker> all = new LinkedHashMap<>(brokers);
      all.putAll(wanted.brokers());
      QueueOptionsCheck.warn(registry.declarations(), all);
      List<Producer> producers = producers(all, registry);
      Optional<MetricsEndpoint> metrics = settings.service().metrics().map(this::metrics);
      metrics.ifPresent(foundations::add);
      ServiceParts state = state(catalog, launcher, producers);
      ControlExecutor executor =
          new ControlExecutor(commands(), nodeId, limits.commands().slow(), hits);
      LoopQueries queries = new LoopQueries(loop);
      ServiceState view =
          new LiveServiceState(
              state,
              executor,
              producers,
              metrics,
              MemorySurvey.of(state.pool(), queries),
              new StackSurvey(state.pool(), queries),
              loop);
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

  private void open(String name, BrokerSettings broker) {
    if (!wanted.brokers().containsKey(name)) {
      brokers.put(name, wanted.open(broker, hits));
    }
  }

  private TaskCatalog catalog() {
    boolean makesObjects =
        wanted.parts().factory().isPresent() || settings.worker().workerClass().isPresent();
    return TaskCatalog.read(
        wanted.searchesClasspath() ? classpath.withTasks() : classpath.added(),
        wanted.tasks(),
        makesObjects,
        wanted.parts().mapping());
  }

  private ServiceParts state(
      TaskCatalog catalog, WorkerLauncher launcher, List<Producer> producers) {
    PoolSettings poolSettings = settings.service().pool();
    WorkerNews news = new WorkerNews(loop, hits);
    TaskFlow flow = new TaskFlow(poolSettings.maxQueued(), taskTimes(), wanted.observer());
    WorkerPool pool =
        new WorkerPool(
            poolSettings, id -> launcher.launch(setup(id, catalog), news), flow, clock.instant());
    return new ServiceParts(
        new TaskIntake(catalog.tasks(), flow, hits),
        flow,
        pool,
        new ChunkAssembler(
            settings.service().chunkMessageTimeout(), limits.chunks(), limits.message(), hits),
        new ShutdownSequence(pool, poolSettings.waits().shutdown()),
        new Wants(ProducerAssembly.credits(producers), flow, pool),
        hits);
  }

  private TaskTimes taskTimes() {
    return new TaskTimes(
        settings.service().metrics().map(MetricsSettings::maxTaskLabels).orElse(0));
  }

  private WorkerSetup setup(int workerId, TaskCatalog catalog) {
    return new WorkerSetup(
        workerId,
        nodeId,
        settings.worker().workerClass(),
        settings.worker().arguments(),
        settings.worker().idleTimeout(),
        settings.service().workerProcess().preloadClasses(),
        List.copyOf(catalog.tasks().declarations()),
        catalog.interceptors());
  }

  private WorkerLauncher launcher() {
    WorkerProcessSettings process = settings.service().workerProcess();
    return switch (wanted.kind()) {
      case PROCESS -> {
        requireForProcesses();
        yield new ProcessLauncher(
            JavaCommand.of(classpath.entries(), process.jvmArgs()),
            process.spareWorkers(),
            limits.undecidedFrameBytes());
      }
      case THREAD -> new ThreadLauncher(loader, wanted.threadFactory(), wanted.parts());
    };
  }

  private void requireForProcesses() {
    if (!wanted.parts().equals(WorkerParts.NONE)) {
      throw new ConfigurationException(
          "service.process_manager_cls: the taskFactory, the interceptors and the mapping that the"
              + " program has given can't reach workers in processes of their own. Let the workers"
              + " be threads (ThreadManager), or name a worker.worker_cls with taskObject, and"
              + " interceptors in META-INF/services");
    }
    classpath
        .problemForProcesses()
        .ifPresent(
            problem -> {
              throw new ConfigurationException("service.process_manager_cls: " + problem);
            });
  }

  private List<Producer> producers(Map<String, Broker> all, TaskRegistry registry) {
    Subscriber subscriber =
        new Subscriber(
            nodeId,
            registry.declarations().stream()
                .map(
                    task ->
                        new DeclaredTask(
                            task.name(), task.method().parameterNames(), task.defaults().fields()))
                .toList());
    return new ProducerAssembly(loader, clocks)
        .brokered(all, subscriber, limits, hits)
        .configured(settings.producers(), all, subscriber.tasks())
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
