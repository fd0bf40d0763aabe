package io.dispatcherd.pool.process;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameLine;
import io.dispatcherd.frames.FrameLines;
import io.dispatcherd.frames.FrameTooLongException;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.pool.worker.WorkerListener;
import io.dispatcherd.threads.VirtualThreads;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's JVM and the private line to it. It is started without a name and becomes a certain
 * worker when it is adopted, so that it can be started ahead of its use.
 *
 * <p>A virtual thread belongs to it, which starts the process and waits for its end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is chained passes news on, and can't fail.
final class WorkerProcess implements WorkerLink {
  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
  private static final File NOTHING = new File("/dev/null");

  /** How long a process may live on after it has hung up. */
  private static final long LINGER_MILLIS = 1_000;

  private record Owner(WorkerSetup setup, WorkerListener listener) {}

  private final CompletableFuture<Owner> owner = new CompletableFuture<>();
  private final CompletableFuture<Process> process = new CompletableFuture<>();
  private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Outbox outbox = new Outbox(this::kill);

  private WorkerProcess() {}

  /**
   * Starts a process; what goes wrong shows as its exit, be it that no thread can be had for it.
   *
   * @param isSpare whether it is started ahead, with time until it is adopted
   */
  static WorkerProcess start(JavaCommand command, boolean isSpare, FrameLines lines) {
    WorkerProcess started = new WorkerProcess();
    try {
      VirtualThreads.named("worker-process")
          .newThread(() -> started.run(command, isSpare, lines))
          .start();
    } catch (RuntimeException | Error e) {
      started.cannotStart(e);
    }
    return started;
  }

  /** Makes it this worker. */
  void adopt(WorkerSetup setup, WorkerListener listener) {
    owner.complete(new Owner(setup, listener));
    process.thenAccept(running -> listener.spawned(setup.workerId(), running.pid()));
    exit.thenAccept(how -> listener.gone(setup.workerId(), how));
    // Last: it may answer before this returns.
    send(new ToWorker.Configure(setup));
    flush();
  }

  boolean hasEnded() {
    return exit.isDone();
  }

  /** Does this once the worker can take a task, or never will. */
  void whenReadyOrEnded(Runnable action) {
    CompletableFuture.anyOf(ready, exit).thenRun(action);
  }

  /** Tells this once whether the process has come as far as to connect. */
  void whenConnectedOrEnded(Consumer<Boolean> action) {
    CompletableFuture.anyOf(connected, exit).thenRun(() -> action.accept(connected.isDone()));
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
  public void flush() {
    outbox.flush();
  }

  @Override
  public boolean hasOwnJvm() {
    return true;
  }

  @Override
  public void kill() {
    process.thenAccept(Process::destroyForcibly);
  }

  private void run(JavaCommand command, boolean isSpare, FrameLines lines) {
    try (WorkerSocket socket = WorkerSocket.open()) {
      Process started =
          new ProcessBuilder(command.forSocket(socket.path(), isSpare))
              .redirectInput(NOTHING)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.complete(started);
      // A process that dies before it connects, or is adopted, must not leave us waiting.
      started
          .onExit()
          .thenRun(
              () -> {
                socket.remove();
                owner.cancel(false);
              });
      try {
        converse(socket, lines);
      } finally {
        exit.complete(WorkerExit.ofCode(awaitEnd(started)));
      }
    } catch (IOException | RuntimeException | Error e) {
      // An Error too: without room for another thread, Java throws one while the process exists.
      kill();
      cannotStart(e);
    }
  }

  private void cannotStart(Throwable e) {
    exit.complete(WorkerExit.died("can't start a worker's JVM: " + e.getMessage()));
  }

  private void converse(WorkerSocket socket, FrameLines lines) {
    Conversation conversation = new Conversation(owner, ready);
    try (FrameLine line = lines.open(socket.accept(), conversation)) {
      socket.remove();
      outbox.connected(line);
      connected.complete(null);
      conversation.ended.get();
    } catch (IOException | ExecutionException e) {
      log.debug("The line to a worker is broken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      outbox.closed();
    }
  }

  /**
   * Passes on what the worker says. Nobody listens to one that was not adopted: a spare one says
   * that it leaves when a signal ends it.
   */
  private record Conversation(
      CompletableFuture<Owner> owner, CompletableFuture<Void> ready, CompletableFuture<Void> ended)
      implements FrameLine.Listener {
    Conversation(CompletableFuture<Owner> owner, CompletableFuture<Void> ready) {
      this(owner, ready, new CompletableFuture<>());
    }

    @Override
    public void received(Frame frame, Runnable onTaken) {
      if (!(frame instanceof FromWorker said)) {
        throw new IllegalStateException("nobody expects this frame: " + frame);
      }
      Owner known = known();
      if (known == null) {
        log.debug("A process that is nobody's worker yet said {}", frame);
        onTaken.run();
        return;
      }
      known.listener().said(known.setup().workerId(), said, onTaken);
      if (said instanceof FromWorker.Ready) {
        ready.complete(null);
      }
    }

    @Override
    public void heldUp() {
      Owner known = known();
      if (known != null) {
        known.listener().saidMoreThanIsTaken(known.setup().workerId());
      }
    }

    @Override
    public void ended(@Nullable IOException problem) {
      Owner known = known();
      if (known != null && problem instanceof FrameTooLongException tooLong) {
        known
            .listener()
            .saidTooMuch(known.setup().workerId(), String.valueOf(tooLong.getMessage()));
      }
      if (problem == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(problem);
      }
    }

    private @Nullable Owner known() {
      return owner.state() == Future.State.SUCCESS ? owner.resultNow() : null;
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
