package io.dispatcherd.service;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.control.FutureReply;
import io.dispatcherd.service.loop.Event;
import io.dispatcherd.service.loop.EventLoop;
import io.dispatcherd.service.loop.LoopQueries;
import io.dispatcherd.service.loop.LoopSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: it listens on its brokers, runs tasks on its workers, and answers control
 * commands.
 *
 * <pre>{@code
 * try (DispatcherService service = DispatcherService.start(Settings.fromFile(file))) {
 *   service.awaitStop();
 * }
 * }</pre>
 *
 * <p>Thread-safe. It installs no signal handlers: that is for the program that it runs in.
 */
public final class DispatcherService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DispatcherService.class);
  private static final Duration READINESS_WAIT = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final List<Producer> producers;
  private final List<Broker> brokers;
  private final List<AutoCloseable> foundations;
  private final String nodeId;
  private final List<String> tasks;
  private final AtomicBoolean stopRequested = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  DispatcherService(
      EventLoop loop,
      List<Producer> producers,
      List<Broker> brokers,
      List<AutoCloseable> foundations,
      String nodeId,
      List<String> tasks) {
    this.loop = loop;
    this.producers = producers;
    this.brokers = brokers;
    this.foundations = foundations;
    this.nodeId = nodeId;
    this.tasks = List.copyOf(tasks);
  }

  /**
   * Starts a service. When this returns, its workers are being started, and its brokers deliver, or
   * are being retried if they can't be reached.
   *
   * @throws io.dispatcherd.config.ConfigurationException if the settings can't work
   * @throws io.dispatcherd.tasks.TaskDeclarationException if tasks are declared wrongly
   * @throws BrokerException if a broker never will deliver, for instance because another service
   *     holds its socket
   */
  public static DispatcherService start(Settings settings) {
    return builder().settings(settings).start();
  }

  /** Builds a service from settings and objects: task objects, brokers, observers. */
  public static ServiceBuilder builder() {
    return new ServiceBuilder();
  }

  /** The name of this service in its replies. */
  public String nodeId() {
    return nodeId;
  }

  /** The names of all tasks that this service can run, as they were found on the class path. */
  public List<String> tasks() {
    return tasks;
  }

  /**
   * Sends a control command to this service, without a broker.
   *
   * @return the reply, also when it is an error; fails with an {@link IllegalStateException} if the
   *     service has stopped
   */
  public CompletableFuture<Reply> control(String command, Map<String, ?> data) {
    FutureReply answer = new FutureReply();
    loop.post(new Event.Asked(ControlMessage.of(command, data, null), answer));
    return answer.future();
  }

  /**
   * Whether messages sent now would be received and run, and if not, why. Waits for the event loop,
   * for at most 5 seconds.
   */
  public Readiness readiness() {
    try {
      return new LoopQueries(loop)
          .read(Readiness.Basis::of)
          .get(READINESS_WAIT.toNanos(), TimeUnit.NANOSECONDS)
          .judge();
    } catch (CancellationException e) {
      return new Readiness(List.of("the service has stopped"));
    } catch (TimeoutException e) {
      return new Readiness(List.of("the event loop doesn't answer"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("The service can't say whether it is ready", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Readiness(List.of("interrupted while asking"));
    }
  }

  /** See {@link TestAccess#clockChanged}. */
  void clockChanged() {
    producers.forEach(Producer::clockChanged);
    loop.post(new Event.ClockChanged());
  }

  /** See {@link TestAccess#whenIdle}. */
  CompletableFuture<Long> whenIdle() {
    CompletableFuture<Long> received = new CompletableFuture<>();
    loop.post(new Event.AwaitIdle(received));
    return received;
  }

  /** Waits until the service has stopped, for whatever reason. */
  public void awaitStop() throws InterruptedException {
    try {
      stopped.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The service did not stop in order", e.getCause());
    }
  }

  /** Does this once the service has stopped, for whatever reason; at once if it has. */
  public void whenStopped(Runnable action) {
    var unused = stopped.whenComplete((nothing, failure) -> action.run());
  }

  /**
   * Begins to stop and returns at once: nothing new is taken, running tasks have {@code
   * shutdown_wait} to finish and are cancelled then, workers leave. Does nothing if that has begun.
   */
  public void stop() {
    if (stopRequested.compareAndSet(false, true)) {
      loop.post(new Event.StopAhead());
      Thread.ofPlatform().name("shutdown").start(this::runShutdown);
    }
  }

  /** Stops as {@link #stop}, but at once: workers are killed with their tasks. */
  public void stopNow() {
    stop();
    loop.post(new Event.Stop(true));
  }

  /** Stops and waits until everything has ended. */
  @Override
  public void close() {
    stop();
    try {
      stopped.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("The service did not stop in order", e.getCause());
    }
  }

  /** Starts what is assembled; on failure, what has been started is ended again at once. */
  void startProducers(LoopSink sink) {
    try {
      List<CompletableFuture<Void>> starts =
          producers.stream().map(producer -> producer.start(sink)).toList();
      starts.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      stopNow();
      close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (RuntimeException e) {
      stopNow();
      close();
      throw e;
    }
  }

  private void runShutdown() {
    try {
      producers.forEach(producer -> inOrder(producer, producer::stop));
      loop.post(new Event.Stop(false));
      loop.awaitDone();
      producers.forEach(producer -> inOrder(producer, producer::close));
      brokers.forEach(DispatcherService::closeQuietly);
      foundations.reversed().forEach(DispatcherService::closeQuietly);
      log.info("Stopped");
      stopped.complete(null);
    } catch (RuntimeException | Error e) {
      log.error("The service did not stop in order", e);
      stopped.completeExceptionally(e);
    }
  }

  private static void inOrder(Producer producer, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("{} did not stop in order", producer.name(), e);
    }
  }

  /** Closes a part; what goes wrong is logged. */
  static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error e) {
      log.warn("Can't close {}", part.getClass().getSimpleName(), e);
    }
  }
}
