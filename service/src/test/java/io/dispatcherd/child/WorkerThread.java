package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.FromWorker.Ask;
import io.dispatcherd.frames.FromWorker.Finished;
import io.dispatcherd.frames.InMemoryFrameChannel;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.tasks.TaskRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker that runs as a thread, and the service's side of the line to it. */
final class WorkerThread implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final FrameChannel service;
  private final ObservedChannel channel;
  private final WorkerLoop loop;
  private final CompletableFuture<Void> serviceLost = new CompletableFuture<>();
  private final CompletableFuture<WorkerLoop.Departure> departure = new CompletableFuture<>();

  private int framesSent;

  WorkerThread() {
    this(() -> {});
  }

  /** A worker that has this to do first. */
  WorkerThread(Runnable preparation) {
    InMemoryFrameChannel.Pair line = InMemoryFrameChannel.pair();
    service = line.service();
    channel = new ObservedChannel(line.worker());
    loop = new WorkerLoop(channel, () -> serviceLost.complete(null));
    Thread.ofPlatform().name("worker").start(() -> departure.complete(loop.run(preparation)));
  }

  /** A worker that has been set up this way and is ready. */
  static WorkerThread ready(WorkerSetup setup) throws IOException {
    WorkerThread worker = new WorkerThread();
    worker.send(new ToWorker.Configure(setup));
    worker.expect(FromWorker.Starting.class);
    worker.expect(FromWorker.Ready.class);
    return worker;
  }

  /** A plain worker that can run the sample tasks. */
  static WorkerSetup plain() {
    return setup(Optional.empty(), Map.of());
  }

  /** A {@link RecordingWorker} that can run the sample tasks. */
  static WorkerSetup recording(Map<String, @Nullable Object> options) {
    RecordingWorker.EVENTS.clear();
    return setup(Optional.of(RecordingWorker.class.getName()), options);
  }

  static WorkerSetup setup(Optional<String> workerClass, Map<String, @Nullable Object> options) {
    return new WorkerSetup(
        7,
        "node",
        workerClass,
        options,
        Optional.empty(),
        List.of(),
        List.copyOf(TaskRegistry.ofClasses(SampleTasks.class).declarations()));
  }

  /** The same setup with a time after which the worker is idle. */
  static WorkerSetup idleAfter(Duration timeout, WorkerSetup setup) {
    return new WorkerSetup(
        setup.workerId(),
        setup.nodeId(),
        setup.workerClass(),
        setup.workerOptions(),
        Optional.of(timeout),
        setup.preload(),
        setup.tasks());
  }

  void send(ToWorker frame) throws IOException {
    framesSent++;
    service.send(frame);
  }

  /** Waits until the worker has dealt with every frame that was sent to it. */
  void awaitAllRead() {
    // It asks for one frame more than it has dealt with.
    channel.asked.acquireUninterruptibly(framesSent + 1);
    channel.asked.release(framesSent + 1);
  }

  /** Has it run a task, under a uuid {@code u-RUN}. */
  void run(long run, String task, Object... args) throws IOException {
    run(run, Map.of("task", task, "args", List.of(args)));
  }

  /** Has it run a message, under a uuid {@code u-RUN}. */
  void run(long run, Map<String, Object> message) throws IOException {
    send(new ToWorker.Run(run, TaskMessage.of(message).withUuid("u-" + run)));
  }

  /** Waits for the next frame, which must be of this type. */
  <F extends Frame> F expect(Class<F> type) throws IOException {
    return assertInstanceOf(type, service.receive());
  }

  /** Waits until a task asks this command, and answers it. */
  Ask answer(String command) throws IOException {
    Ask ask = expect(Ask.class);
    assertEquals(command, ask.command());
    send(new ToWorker.Answer(ask.request(), "{}"));
    return ask;
  }

  /** Waits until a run ends. */
  TaskResult result(long run) throws IOException {
    Finished finished = expect(Finished.class);
    assertEquals(run, finished.run());
    return finished.result();
  }

  /** Waits until the worker has left. */
  WorkerLoop.Departure departure() throws Exception {
    return departure.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until the worker knows that its service is gone. */
  void awaitServiceLost() throws Exception {
    serviceLost.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Has it stop from outside, as a signal does. */
  void stop() {
    loop.stop();
  }

  /** Drops the line, as the death of the service does. */
  void dropLine() {
    service.close();
  }

  @Override
  public void close() {
    dropLine();
    departure.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Notes when the worker waits for a frame, and sends only what a socket would take. */
  private static final class ObservedChannel implements FrameChannel {
    private final Semaphore asked = new Semaphore(0);
    private final FrameChannel line;

    ObservedChannel(FrameChannel line) {
      this.line = line;
    }

    @Override
    public void send(Frame frame) throws IOException {
      FrameCodec.encode(frame);
      line.send(frame);
    }

    @Override
    public @Nullable Frame receive() throws IOException {
      asked.release();
      return line.receive();
    }

    @Override
    public void close() {
      line.close();
    }
  }
}
