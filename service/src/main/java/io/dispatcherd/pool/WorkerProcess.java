package io.dispatcherd.pool;

import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FrameTooLongException;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.SocketFrameChannel;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.messages.Json;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's JVM and the private line to it. It is started without a name and becomes a certain
 * worker when it is adopted, so that it can be started ahead of its use.
 *
 * <p>Two virtual threads belong to it: one starts the process and reads what it says, one writes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is chained passes news on, and can't fail.
final class WorkerProcess implements WorkerLink {
  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
  private static final File NOTHING = new File("/dev/null");
  private static final ThreadFactory WRITERS = Thread.ofVirtual().name("worker-socket").factory();

  /** How long a process may live on after it has hung up. */
  private static final long LINGER_MILLIS = 1_000;

  private record Owner(WorkerSetup setup, WorkerListener listener) {}

  private final CompletableFuture<Owner> owner = new CompletableFuture<>();
  private final CompletableFuture<Process> process = new CompletableFuture<>();
  private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
  private final BlockingQueue<ToWorker> outbox = new LinkedBlockingQueue<>();

  private WorkerProcess() {}

  /** Starts a process; what goes wrong shows as its exit. */
  static WorkerProcess start(JavaCommand command) {
    WorkerProcess started = new WorkerProcess();
    Thread.ofVirtual().name("worker-process").start(() -> started.run(command));
    return started;
  }

  /** Makes it this worker. */
  void adopt(WorkerSetup setup, WorkerListener listener) {
    outbox.add(new ToWorker.Configure(setup));
    owner.complete(new Owner(setup, listener));
    process.thenAccept(running -> listener.spawned(setup.workerId(), running.pid()));
    exit.thenAccept(how -> listener.gone(setup.workerId(), how));
  }

  boolean hasEnded() {
    return exit.isDone();
  }

  /** Does this once the process has ended. */
  void whenEnded(Runnable action) {
    exit.thenRun(action);
  }

  /** Waits until the process has ended. */
  void awaitEnd() {
    exit.join();
  }

  @Override
  public void send(ToWorker frame) {
    outbox.add(frame);
  }

  @Override
  public boolean hasOwnJvm() {
    return true;
  }

  @Override
  public void kill() {
    process.thenAccept(Process::destroyForcibly);
  }

  private void run(JavaCommand command) {
    try (WorkerSocket socket = WorkerSocket.open()) {
      Process started =
          new ProcessBuilder(command.forSocket(socket.path()))
              .redirectInput(NOTHING)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      // A process that dies before it connects, or is adopted, must not leave us waiting.
      started
          .onExit()
          .thenRun(
              () -> {
                socket.remove();
                owner.cancel(false);
              });
      process.complete(started);
      try {
        converse(socket);
      } finally {
        exit.complete(WorkerExit.ofCode(awaitEnd(started)));
      }
    } catch (IOException | RuntimeException e) {
      exit.complete(WorkerExit.died("can't start a worker's JVM: " + e.getMessage()));
    }
  }

  private void converse(WorkerSocket socket) {
    try (FrameChannel channel = new SocketFrameChannel(socket.accept(), WRITERS)) {
      socket.remove();
      Thread writer = Thread.ofVirtual().name("worker-writer").start(() -> write(channel));
      try {
        Owner known = owner.get();
        listen(channel, known);
      } finally {
        writer.interrupt();
      }
    } catch (Exception e) {
      log.debug("The line to a worker is broken", e);
    }
  }

  private static void listen(FrameChannel channel, Owner known) throws IOException {
    int workerId = known.setup().workerId();
    try {
      while (channel.receive() instanceof FromWorker frame) {
        known.listener().said(workerId, frame);
      }
    } catch (FrameTooLongException e) {
      known.listener().saidTooMuch(workerId, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void write(FrameChannel channel) {
    try {
      while (true) {
        write(channel, outbox.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (FrameTooLongException e) {
      log.error("A message is too long for a worker, which is killed with it: {}", e.getMessage());
      kill();
    } catch (IOException e) {
      log.debug("A worker can't be told anything any more", e);
      kill();
    }
  }

  private static void write(FrameChannel channel, ToWorker frame) throws IOException {
    try {
      channel.send(frame);
    } catch (FrameTooLongException e) {
      if (!(frame instanceof ToWorker.Answer answer)) {
        throw e;
      }
      String error = Json.write(Map.of("error", "The reply is too long: " + e.getMessage()));
      channel.send(new ToWorker.Answer(answer.request(), error));
    }
  }

  private static int awaitEnd(Process process) {
    try {
      if (!process.waitFor(LINGER_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
