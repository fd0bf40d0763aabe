package io.dispatcherd.service;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.child.WorkerParts;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.WorkerProcessSettings;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.postgres.SuppliedConnections;
import io.dispatcherd.service.loop.ServiceClocks;
import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.tasks.TaskFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds a service from settings and objects of the program.
 *
 * <pre>{@code
 * DispatcherService service =
 *     DispatcherService.builder()
 *         .settings(Settings.fromFile(file))
 *         .threads()
 *         .tasks(Reports.class, Mailer.class)
 *         .taskFactory(context::getBean)
 *         .start();
 * }</pre>
 *
 * <p>Each method returns this builder and throws nothing: {@link #start} reports what doesn't fit
 * together. For one thread and one service.
 */
public final class ServiceBuilder {
  private @Nullable Settings settings;
  private final List<Path> classpath = new ArrayList<>();
  private final List<Class<?>> tasks = new ArrayList<>();
  private boolean searchesClasspath = true;
  private final Map<String, Broker> brokers = new LinkedHashMap<>();
  private final List<TaskObserver> observers = new ArrayList<>();
  private final List<RunInterceptor> interceptors = new ArrayList<>();
  private @Nullable TaskFactory taskFactory;
  private ValueMapping mapping = ValueMapping.STANDARD;
  private SuppliedConnections supplied = SuppliedConnections.NONE;
  private final Map<String, SuppliedConnections> suppliedTo = new HashMap<>();
  private @Nullable ThreadFactory threads;
  private WorkerProcessSettings.@Nullable Kind kind;
  private @Nullable ClassLoader classLoader;
  private ServiceClocks clocks = ServiceClocks.ofTheMachine();

  ServiceBuilder() {}

  /** The configuration. Required; objects given here add to it. */
  public ServiceBuilder settings(Settings read) {
    settings = read;
    return this;
  }

  /** The configuration as a map of the same structure as the file. */
  public ServiceBuilder settings(Map<String, ?> map) {
    return settings(Settings.fromMap(map));
  }

  /** The configuration in a file. */
  public ServiceBuilder settings(Path file) {
    return settings(Settings.fromFile(file));
  }

  /** Looks for tasks in these jars and folders too, beside those that the settings name. */
  public ServiceBuilder classpath(List<Path> more) {
    classpath.addAll(more);
    return this;
  }

  /**
   * Runs the tasks of these classes, none included. The class path of this JVM isn't searched then;
   * jars and folders that are named still are.
   */
  public ServiceBuilder tasks(Class<?>... classes) {
    searchesClasspath = false;
    tasks.addAll(List.of(classes));
    return this;
  }

  /** Finds the application's classes with this loader. Default: the one of this library. */
  public ServiceBuilder classLoader(ClassLoader loader) {
    classLoader = loader;
    return this;
  }

  /**
   * Receives from this broker, in place of one that the settings have under the same key.
   *
   * @param key names it, such as {@code pg_notify}
   * @param broker stays open when the service has stopped
   */
  public ServiceBuilder broker(String key, Broker broker) {
    brokers.put(key, broker);
    return this;
  }

  /**
   * Has {@code pg_notify} publish replies on connections of this pool, each borrowed for one reply.
   * It listens on a connection of its own, as the settings say: never on one of a pool.
   */
  public ServiceBuilder dataSource(DataSource pool) {
    return connections(SuppliedConnections.of(pool));
  }

  /**
   * Has brokers on PostgreSQL use connections of the program, in place of what is configured or was
   * given earlier.
   */
  public ServiceBuilder connections(SuppliedConnections ofTheProgram) {
    supplied = ofTheProgram;
    return this;
  }

  /**
   * As {@link #connections(SuppliedConnections)}, for one broker.
   *
   * @param broker its key in the configuration
   */
  public ServiceBuilder connections(String broker, SuppliedConnections ofTheProgram) {
    suppliedTo.put(broker, ofTheProgram);
    return this;
  }

  /**
   * Supplies the objects that tasks run on, such as beans: {@code context::getBean}. Only for
   * workers that are threads; a worker process calls {@code taskObject} of its worker class.
   * Default: a new object for each run, by a public constructor without parameters.
   */
  public ServiceBuilder taskFactory(TaskFactory factory) {
    taskFactory = factory;
    return this;
  }

  /**
   * Wraps each run in this, inside interceptors given earlier. Only for workers that are threads.
   * Interceptors found in jars work for processes too: see {@link RunInterceptor}.
   */
  public ServiceBuilder interceptor(RunInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * Reads arguments and writes results like this. Only for workers that are threads; who submits
   * needs the same.
   */
  public ServiceBuilder mapping(ValueMapping ofArguments) {
    mapping = ofArguments;
    return this;
  }

  /** Also tells this observer how tasks end. */
  public ServiceBuilder observer(TaskObserver observer) {
    observers.add(observer);
    return this;
  }

  /**
   * Uses these clocks instead of the machine's.
   *
   * @param steady for delays, time-outs and periods: it never leaps by itself
   * @param calendar for what goes by the time of day
   */
  public ServiceBuilder clocks(InstantSource steady, InstantSource calendar) {
    clocks = new ServiceClocks(steady, calendar);
    return this;
  }

  /** Runs tasks on threads of this JVM, whatever the settings say. */
  public ServiceBuilder threads() {
    kind = WorkerProcessSettings.Kind.THREAD;
    return this;
  }

  /**
   * Runs tasks on threads of this JVM that this makes, such as virtual ones: {@code
   * Thread.ofVirtual().factory()}. Daemon threads don't keep the JVM from ending.
   */
  public ServiceBuilder threads(ThreadFactory factory) {
    threads = factory;
    return threads();
  }

  /** Runs tasks in worker processes, whatever the settings say. */
  public ServiceBuilder processes() {
    kind = WorkerProcessSettings.Kind.PROCESS;
    threads = null;
    return this;
  }

  /**
   * Starts the service. When this returns, its workers are being started, and its brokers deliver,
   * or are being retried if they can't be reached.
   *
   * @throws io.dispatcherd.config.ConfigurationException if settings and objects can't work
   * @throws io.dispatcherd.tasks.TaskDeclarationException if tasks are declared wrongly
   * @throws io.dispatcherd.brokers.BrokerException if a broker never will deliver, for instance
   *     because another service holds its socket
   */
  public DispatcherService start() {
    return new ServiceAssembly(this).start();
  }

  Settings settings() {
    if (settings == null) {
      throw new IllegalStateException("a service needs settings: builder().settings(…)");
    }
    return settings;
  }

  /** Opens a broker that the settings describe. */
  Broker open(BrokerSettings broker, LimitHits hits) {
    return Brokers.open(broker, suppliedTo.getOrDefault(broker.name(), supplied), hits);
  }

  List<Path> classpath() {
    return List.copyOf(classpath);
  }

  List<Class<?>> tasks() {
    return List.copyOf(tasks);
  }

  /** Whether tasks are looked for on the class path of this JVM. */
  boolean searchesClasspath() {
    return searchesClasspath;
  }

  Map<String, Broker> brokers() {
    return brokers;
  }

  TaskObserver observer() {
    return new Observers(observers);
  }

  ServiceClocks clocks() {
    return clocks;
  }

  ClassLoader classLoader() {
    return classLoader == null ? ServiceBuilder.class.getClassLoader() : classLoader;
  }

  WorkerProcessSettings.Kind kind() {
    return kind == null ? settings().service().workerProcess().kind() : kind;
  }

  ThreadFactory threadFactory() {
    return threads == null ? Thread.ofPlatform().daemon().factory() : threads;
  }

  WorkerParts parts() {
    return new WorkerParts(Optional.ofNullable(taskFactory), interceptors, mapping);
  }
}
