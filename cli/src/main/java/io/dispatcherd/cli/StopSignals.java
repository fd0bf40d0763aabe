package io.dispatcherd.cli;

import io.dispatcherd.child.ProcessSignals;
import io.dispatcherd.cli.syntax.CommandLines;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and SIGINT into an orderly stop, and a second one into a stop at once.
 *
 * <p>Thread-safe: the lock of this object guards its fields.
 */
final class StopSignals {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
  private static final List<String> NAMES = List.of("TERM", "INT");

  /** A signal to both a process and its group is meant as one signal. */
  private static final Duration SAME_SIGNAL = Duration.ofMillis(300);

  /** What stops it in order, and at once; null while it is starting. */
  private @Nullable Running running;

  private int received;
  private long lastReceived;

  private record Running(Runnable stop, Runnable stopNow) {}

  private StopSignals() {}

  /** Signals from now on stop what is started, as soon as it is. */
  static StopSignals installed() {
    StopSignals signals = new StopSignals();
    NAMES.forEach(name -> ProcessSignals.handle(name, () -> signals.received(name)));
    return signals;
  }

  /** Says how to stop what has started; if a signal has come already, that is done at once. */
  synchronized void started(Runnable stop, Runnable stopNow) {
    Running started = new Running(stop, stopNow);
    running = started;
    if (received > 0) {
      stop(started);
    }
  }

  /** Whether a signal has come. */
  synchronized boolean hasStopped() {
    return received > 0;
  }

  private synchronized void received(String signal) {
    long now = System.nanoTime();
    if (received > 0 && now - lastReceived < SAME_SIGNAL.toNanos()) {
      return;
    }
    lastReceived = now;
    received++;
    Running started = running;
    if (started != null) {
      log.info("SIG{}: stopping{}", signal, received > 1 ? " at once" : "");
      stop(started);
    } else if (received == 1) {
      log.info("SIG{}: stopping as soon as the start is complete", signal);
    } else {
      // Hooks, such as the embedded PostgreSQL's, still run.
      Thread.ofPlatform().name("exit").start(() -> System.exit(CommandLines.FAILED));
    }
  }

  private void stop(Running started) {
    if (received > 1) {
      started.stopNow().run();
    } else {
      started.stop().run();
    }
  }
}
