package io.dispatcherd.child;

import io.dispatcherd.child.RunCancellation.Cause;
import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.logging.LogLevel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the service's frames and dispatches them, on its own thread: so a cancel, an answer or a
 * memory request reaches a busy worker, and the loss of the service even a hanging one.
 */
final class FrameReader implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(FrameReader.class);

  private final FrameChannel channel;
  private final Inbox inbox;
  private final ServiceRequests requests;
  private final LeaseGuard guard;
  private final Runnable onServiceLost;

  /** The thread that runs tasks; until it is known, the one that made this. */
  private volatile Thread worker = Thread.currentThread();

  /** Runs that were received and haven't been reported. */
  private final Map<Long, RunCancellation> cancellations = new ConcurrentHashMap<>();

  FrameReader(
      FrameChannel channel,
      Inbox inbox,
      ServiceRequests requests,
      LeaseGuard guard,
      Runnable onServiceLost) {
    this.guard = guard;
    this.channel = channel;
    this.inbox = inbox;
    this.requests = requests;
    this.onServiceLost = onServiceLost;
  }

  @Override
  public void run() {
    @Nullable IOException problem = null;
    try {
      for (Frame frame = channel.receive(); frame != null; frame = channel.receive()) {
        dispatch(frame);
      }
    } catch (IOException e) {
      problem = e;
    } finally {
      // However this thread ended, the service is lost. Report that before logging, which may
      // block, for example on a reader of this process's output.
      abandon();
    }
    log.debug("The line to the service is gone", problem);
  }

  private void abandon() {
    try {
      inbox.orphan();
      requests.lost();
      cancellations.values().forEach(cancellation -> cancellation.cancel(Cause.SERVICE_LOST));
    } finally {
      onServiceLost.run();
    }
  }

  /** A run has been reported: a cancel for it does nothing from now on. */
  void forget(AcceptedRun run) {
    cancellations.remove(run.number());
  }

  /** The calling thread runs tasks from now on. */
  void onThisThread() {
    worker = Thread.currentThread();
  }

  private void giveBack(AcceptedRun run) throws IOException {
    forget(run);
    channel.send(new FromWorker.GaveBack(run.number()));
  }

  private static void setLogLevel(String level) {
    try {
      LogLevel.set(level);
    } catch (IllegalArgumentException e) {
      log.warn("Can't log at level {}: {}", level, e.getMessage());
    }
  }

  /** Dispatches one frame. Any thread. */
  void dispatch(Frame frame) throws IOException {
    // No switch over types: see FrameCodec.
    if (frame instanceof ToWorker.Run run) {
      RunCancellation cancellation = new RunCancellation();
      cancellations.put(run.run(), cancellation);
      inbox.add(new AcceptedRun(run.run(), run.message(), run.kept(), cancellation));
    } else if (frame instanceof ToWorker.Lease(Duration left, Instant until)) {
      guard.renewed(left, until);
    } else if (frame instanceof ToWorker.Configure(WorkerSetup setup)) {
      inbox.configure(setup);
    } else if (frame instanceof ToWorker.Cancel(long run, boolean timedOut)) {
      cancel(run, timedOut ? Cause.TIMEOUT : Cause.REQUEST);
    } else if (frame instanceof ToWorker.Stop) {
      inbox.stop();
    } else if (frame instanceof ToWorker.Recall) {
      inbox.recall(this::giveBack);
    } else if (frame instanceof ToWorker.Answer(long request, String reply)) {
      requests.answer(request, reply);
    } else if (frame instanceof ToWorker.Measure) {
      channel.send(new FromWorker.Measured(MemoryReport.ofThisJvm()));
    } else if (frame instanceof ToWorker.ShowStack) {
      channel.send(new FromWorker.Stack(StackText.of(worker)));
    } else if (frame instanceof ToWorker.Ping) {
      channel.send(new FromWorker.Pong());
    } else if (frame instanceof ToWorker.SetLogLevel(String level)) {
      setLogLevel(level);
    } else {
      throw new IOException("no frame for a worker has come: " + frame);
    }
  }

  private void cancel(long run, Cause cause) throws IOException {
    RunCancellation cancellation = cancellations.get(run);
    if (!inbox.withdraw(run, this::giveBack) && cancellation != null) {
      cancellation.cancel(cause);
    }
  }
}
