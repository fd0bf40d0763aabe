package io.dispatcherd.child;

import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FrameTooLongException;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.FromWorker.Finished;
import io.dispatcherd.frames.FromWorker.Leaving;
import io.dispatcherd.frames.FromWorker.Ready;
import io.dispatcherd.frames.FromWorker.Starting;
import io.dispatcherd.frames.FromWorker.Unfit;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.tasks.TaskFactory;
import io.dispatcherd.workers.WorkerCallbacks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's life: start up, run tasks one by one, leave. The same in a process of its own ({@link
 * WorkerMain}) and as a thread within a service; it never ends the JVM and installs no signal
 * handlers.
 *
 * <p>The thread that calls {@link #run} runs the tasks and makes all callbacks. A second thread
 * receives frames. They meet in the {@link Inbox}, in {@link RunCancellation} and in {@link
 * ServiceRequests}.
 */
public final class WorkerLoop {
  private static final Logger log = LoggerFactory.getLogger(WorkerLoop.class);

  /** Why a worker has left. */
  public enum Departure {
    /** It was told to stop, or a task had it exit. */
    ORDERLY,
    /** It could not start up. */
    UNFIT,
    /** Its service is gone. */
    ORPHANED
  }

  private final FrameChannel channel;
  private final Inbox inbox = new Inbox();
  private final ServiceRequests requests;
  private final LeaseGuard guard;
  private final FrameReader reader;
  private final WorkerParts parts;

  /** A worker at its end of a line, as {@link #WorkerLoop(FrameChannel, Runnable, WorkerParts)}. */
  public WorkerLoop(FrameChannel channel, Runnable onServiceLost) {
    this(channel, onServiceLost, WorkerParts.NONE);
  }

  /** A worker that is a thread, which nobody can end, at its end of a line. */
  public WorkerLoop(FrameChannel channel, Runnable onServiceLost, WorkerParts parts) {
    this(channel, onServiceLost, () -> {}, parts);
  }

  /**
   * A worker at its end of a line.
   *
   * @param channel the line to the service; stays open, the caller closes it
   * @param onServiceLost called once, by the thread that receives, when the other side is gone; the
   *     current task has been interrupted then, and the loop leaves as soon as that ends
   * @param onLeaseOver ends the worker at once: others may have its task. Called by a thread of the
   *     loop's own
   * @param parts what the program has given it
   */
  WorkerLoop(
      FrameChannel channel, Runnable onServiceLost, Runnable onLeaseOver, WorkerParts parts) {
    this.channel = channel;
    this.parts = parts;
    requests = new ServiceRequests(channel, parts.mapping());
    guard = new LeaseGuard(onLeaseOver);
    reader = new FrameReader(channel, inbox, requests, guard, onServiceLost);
  }

  /**
   * Lives the worker's life on the calling thread, whose context class loader loads the
   * application's classes. To be called once.
   */
  public Departure run() {
    return run(() -> {});
  }

  /**
   * Lives the worker's life as {@link #run()} does, after some preparation. The line is listened to
   * meanwhile: the loss of the service is noticed, and what it says waits.
   */
  Departure run(Runnable preparation) {
    reader.onThisThread();
    Thread.ofPlatform().daemon().name(Thread.currentThread().getName() + "-frames").start(reader);
    preparation.run();
    Optional<WorkerSetup> setup = inbox.awaitSetup();
    if (setup.isEmpty()) {
      send(new Leaving());
    } else if (!live(setup.get())) {
      return Departure.UNFIT;
    }
    return inbox.isOrphaned() ? Departure.ORPHANED : Departure.ORDERLY;
  }

  /**
   * Takes a frame on the caller's thread, in place of one that comes over the channel. Returns at
   * once, unless what the worker says to it does not.
   *
   * @throws IOException if the frame is none for workers, or what is to be said to it can't be
   */
  public void accept(ToWorker frame) throws IOException {
    reader.dispatch(frame);
  }

  /** Has the worker leave once it has finished what it was given. Any thread; at any time. */
  public void stop() {
    inbox.stop();
  }

  /**
   * @return whether the worker was fit to run
   */
  private boolean live(WorkerSetup setup) {
    send(new Starting());
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    WorkerCallbacks worker;
    DeclaredTasks tasks;
    try {
      ApplicationClasses classes = new ApplicationClasses(loader);
      classes.preload(setup.preload());
      List<RunInterceptor> interceptors = new ArrayList<>(parts.interceptors());
      interceptors.addAll(classes.interceptors(setup.interceptors()));
      worker = new WorkerCallbacks(classes.worker(setup));
      TaskFactory factory = parts.factory().orElse(worker::taskObject);
      tasks = new DeclaredTasks(setup.tasks(), loader, factory, interceptors, parts.mapping());
      worker.onStart();
    } catch (Throwable e) {
      // The service says so, once for all workers that fail at the same.
      Failures.log(
          failure -> log.debug("Worker {} is not fit to run", setup.workerId(), failure), e);
      send(unfit(e));
      return false;
    }
    send(new Ready());
    serve(setup, worker, new TaskRunner(setup.workerId(), tasks, requests, inbox::isStopping));
    callback("onShutdown", worker::onShutdown);
    send(new Leaving());
    return true;
  }

  private static Unfit unfit(Throwable thrown) {
    if (thrown instanceof UnfitException unfit) {
      String trace = unfit.thrownByApplication().map(Failures::trace).orElse("");
      return new Unfit(String.valueOf(unfit.getMessage()), trace);
    }
    return new Unfit("onStart threw " + Failures.oneLine(thrown), Failures.trace(thrown));
  }

  private void serve(WorkerSetup setup, WorkerCallbacks worker, TaskRunner runner) {
    Inbox.Next next = inbox.next(setup.idleTimeout());
    while (!(next instanceof Inbox.Next.Leave)) {
      if (next instanceof Inbox.Next.Task(AcceptedRun run)) {
        serve(run, worker, runner);
      } else {
        callback("onIdle", worker::onIdle);
      }
      next = inbox.next(setup.idleTimeout());
    }
  }

  private void serve(AcceptedRun run, WorkerCallbacks worker, TaskRunner runner) {
    if (run.kept().isPresent()) {
      guard.begun(run.cancellation());
    }
    TaskResult result = run(run, worker, runner);
    guard.ended();
    reader.forget(run);
    boolean stopping = runner.isStopping();
    if (stopping) {
      inbox.stop();
    }
    inbox.through();
    report(new Finished(run.number(), result, stopping));
  }

  private static TaskResult run(AcceptedRun run, WorkerCallbacks worker, TaskRunner runner) {
    TaskMessage message = run.message();
    String uuid = Optional.ofNullable(message.uuid()).orElse("");
    try (LogContext lines = LogContext.of(message)) {
      callback("preTask", () -> worker.preTask(message));
      TaskResult result = runner.run(run, uuid);
      callback("postTask", () -> worker.postTask(message, result));
      return result;
    }
  }

  /** Code of the application that the worker outlives. */
  private interface Callback {
    void call() throws Exception;
  }

  private static void callback(String name, Callback callback) {
    try {
      callback.call();
    } catch (Throwable e) {
      Failures.log(failure -> log.error("The worker's {} failed; going on", name, failure), e);
    } finally {
      // An application may interrupt its own threads; the next task shall not suffer from it.
      Thread.interrupted();
    }
  }

  private void report(Finished finished) {
    try {
      channel.send(finished);
    } catch (FrameTooLongException | MessageFormatException e) {
      TaskResult result = finished.result();
      log.warn("Leaving out the result of uuid {}: {}", result.uuid(), e.getMessage());
      send(new Finished(finished.run(), withoutValue(result), finished.stopping()));
    } catch (IOException e) {
      lost(e);
    }
  }

  private void send(FromWorker frame) {
    if (inbox.isOrphaned()) {
      return; // Nobody hears it, and to fail at it takes time.
    }
    try {
      channel.send(frame);
    } catch (IOException e) {
      lost(e);
    }
  }

  private void lost(IOException e) {
    log.debug("Can't reach the service", e);
    inbox.orphan();
  }

  private static TaskResult withoutValue(TaskResult result) {
    return new TaskResult(
        result.uuid(),
        result.status(),
        (@Nullable Object) null,
        result.error(),
        result.startedAt(),
        result.finishedAt(),
        result.wish());
  }
}
