package io.dispatcherd.workers;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.logging.LogLevel;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.workers.RunCancellation.Cause;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what the service says and takes each frame to whom it concerns, on a thread of its own:
 * so a cancel, an answer or a question about its memory reaches a worker that is busy, and the loss
 * of the service one that hangs.
 */
final class FrameReader implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(FrameReader.class);

  private final FrameChannel channel;
  private final Inbox inbox;
  private final ServiceRequests requests;
  private final Runnable onServiceLost;

  /** Runs that were received and haven't been reported. */
  private final Map<Long, RunCancellation> cancellations = new ConcurrentHashMap<>();

  FrameReader(FrameChannel channel, Inbox inbox, ServiceRequests requests, Runnable onServiceLost) {
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
      // Whatever ended this thread, nobody listens to the service any more. First of all: even
      // logging may have to wait, say for whoever reads what this process prints.
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

  /** Says that a run has been reported: a cancel for it does nothing any more. */
  void forget(AcceptedRun run) {
    cancellations.remove(run.number());
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

  /** Takes one frame to whom it concerns. Any thread. */
  void dispatch(Frame frame) throws IOException {
    switch (frame) {
      case ToWorker.Configure(var setup) -> inbox.configure(setup);
      case ToWorker.Run(long run, TaskMessage message) -> {
        RunCancellation cancellation = new RunCancellation();
        cancellations.put(run, cancellation);
        inbox.add(new AcceptedRun(run, message, cancellation));
      }
      case ToWorker.Cancel(long run, boolean timedOut) -> {
        RunCancellation cancellation = cancellations.get(run);
        if (!inbox.withdraw(run, this::giveBack) && cancellation != null) {
          cancellation.cancel(timedOut ? Cause.TIMEOUT : Cause.REQUEST);
        }
      }
      case ToWorker.Stop() -> inbox.stop();
      case ToWorker.Recall() -> inbox.recall(this::giveBack);
      case ToWorker.Answer(long request, String reply) -> requests.answer(request, reply);
      case ToWorker.Measure() -> channel.send(new FromWorker.Measured(MemoryReport.ofThisJvm()));
      case ToWorker.Ping() -> channel.send(new FromWorker.Pong());
      case ToWorker.SetLogLevel(String level) -> setLogLevel(level);
      case FromWorker odd ->
          throw new IOException("a frame for the service came to a worker: " + odd);
    }
  }
}
