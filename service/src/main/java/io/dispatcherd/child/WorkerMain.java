package io.dispatcherd.child;

import io.dispatcherd.frames.SocketFrameChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Program of a worker process. Its only argument is the path of a Unix socket on which its service
 * listens.
 */
public final class WorkerMain {
  /** Exit code of a worker that was told to leave, or whose task had it exit. */
  public static final int EXIT_ORDERLY = 0;

  /** Exit code of a worker that couldn't start up. */
  public static final int EXIT_UNFIT = 1;

  /** Exit code of a worker that was started wrongly, or found no service. */
  public static final int EXIT_NO_SERVICE = 2;

  /** Exit code of a worker whose service is gone. */
  public static final int EXIT_ORPHANED = 3;

  /** Exit code of a worker that broke: a bug in dispatcherd, or out of memory. */
  public static final int EXIT_BROKEN = 4;

  /** Exit code of a worker whose task others may have by now, as its service can't be heard. */
  public static final int EXIT_LEASE_OVER = 5;

  /**
   * How long an orphaned worker may take to leave by itself. It shall be gone within a second, of
   * which the JVM spends up to 300 ms on halting while a thread is in native code, say reads from a
   * socket; the rest is left to a machine that has much else to do.
   */
  private static final Duration ORPHAN_GRACE = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(WorkerMain.class);

  private WorkerMain() {}

  /** Lives a worker's life, then ends the JVM. */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("A worker process is started by its service, with the path of a socket.");
      System.exit(EXIT_NO_SERVICE);
    }
    SocketFrameChannel channel = connect(args[0]);
    Thread main = Thread.currentThread();
    WorkerLoop loop =
        new WorkerLoop(
            channel,
            () -> outlive(main),
            () -> Runtime.getRuntime().halt(EXIT_LEASE_OVER),
            WorkerParts.NONE);
    try {
      // The line stays open meanwhile, so that a hook that hangs doesn't outlive the service.
      switch (loop.run(() -> prepare(loop))) {
        case ORDERLY -> System.exit(EXIT_ORDERLY);
        case UNFIT -> System.exit(EXIT_UNFIT);
        case ORPHANED -> Runtime.getRuntime().halt(EXIT_ORPHANED);
      }
    } catch (Throwable e) {
      breakDown(e);
    }
  }

  /**
   * Until it has warmed up, signals end the worker at once: nothing is lost with it. Later, a
   * signal while idle ends it; while busy, after its task. A terminal's Ctrl-C reaches the service
   * too, which knows what to do about busy workers.
   */
  private static void prepare(WorkerLoop loop) {
    WarmUp.ifAsked();
    ProcessSignals.handle("TERM", loop::stop);
    ProcessSignals.handle("INT", loop::stop);
  }

  /**
   * Threads that a task has left behind must not keep a worker alive that has none to run tasks.
   */
  private static void breakDown(Throwable e) {
    try {
      log.error("The worker broke", e);
    } finally {
      Runtime.getRuntime().halt(EXIT_BROKEN);
    }
  }

  private static SocketFrameChannel connect(String path) {
    try {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      socket.connect(UnixDomainSocketAddress.of(path));
      return new SocketFrameChannel(socket);
    } catch (IOException e) {
      // The service is gone already. Setting up a log would have this process outlive it.
      System.err.println("No service listens on " + path + ": " + e.getMessage());
      Runtime.getRuntime().halt(EXIT_NO_SERVICE);
      throw new AssertionError("not reached", e);
    }
  }

  /**
   * Ends the JVM, whatever its tasks do; a loop that leaves by itself ends it before. Called by the
   * thread that has noticed the loss, so that nothing else need get its turn.
   */
  private static void outlive(Thread main) {
    try {
      main.join(ORPHAN_GRACE);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but a task gone wild.
    }
    Runtime.getRuntime().halt(EXIT_ORPHANED);
  }
}
