package io.dispatcherd.cli;

import io.dispatcherd.child.ProcessSignals;
import io.dispatcherd.cli.syntax.CommandLines;
import io.dispatcherd.service.DispatcherService;
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

  /** The service to stop; null while it is starting. */
  private @Nullable DispatcherService service;

  private int received;
  private long lastReceived;

  /** Signals from now on stop the service, as soon as there is one. */
  void install() {
    NAMES.forEach(name -> ProcessSignals.handle(name, () -> received(name)));
  }

  /** Names the service; if a signal has come already, it is stopped at once. */
  synchronized void started(DispatcherService running) {
    service = running;
    if (received > 0) {
      stop(running);
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
    DispatcherService running = service;
    if (running != null) {
      log.info("SIG{}: stopping{}", signal, received > 1 ? " at once" : "");
      stop(running);
    } else if (received == 1) {
      log.info("SIG{}: stopping as soon as the start is complete", signal);
    } else {
      // Hooks, such as the embedded PostgreSQL's, still run.
      Thread.ofPlatform().name("exit").start(() -> System.exit(CommandLines.FAILED));
    }
  }

  private void stop(DispatcherService running) {
    if (received > 1) {
      running.stopNow();
    } else {
      running.stop();
    }
  }
}
