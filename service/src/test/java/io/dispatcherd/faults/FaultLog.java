package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.TestConfig;
import java.util.List;

/** What a service says about faults, each in one line, while this is open. */
final class FaultLog implements AutoCloseable {
  private static final String RECYCLED = "Connecting again in";
  private static final String LISTENING = "pg_notify-producer is listening";

  private final CapturedLog log = new CapturedLog();

  CapturedLog captured() {
    return log;
  }

  /** The lines that say that a broker's connection broke, or can't be made. */
  List<String> recyclings() {
    return lines(RECYCLED);
  }

  /** All warnings and errors with this in them. */
  List<String> lines(String text) {
    return log.lines(Level.WARN).stream().filter(line -> line.contains(text)).toList();
  }

  /** Waits until the service has said that a connection broke. */
  void awaitRecycling() {
    ServiceProcess.await(RECYCLED).until(() -> !recyclings().isEmpty());
  }

  /** Waits for a warning, or an error, with this in it. */
  void await(String text) {
    ServiceProcess.await(text).until(() -> !lines(text).isEmpty());
  }

  /** Waits until it has said the one or, since its connection broke, the other. */
  void awaitEither(String text, String other) {
    ServiceProcess.await(text + " or " + other)
        .until(
            () -> {
              List<String> lines = log.lines(Level.INFO);
              return last(lines, text) >= 0 || last(lines, other) > last(lines, RECYCLED);
            });
  }

  /** Waits until it has said that it listens, after the last time that it broke. */
  void awaitListeningAgain() {
    ServiceProcess.await(LISTENING)
        .until(
            () -> {
              List<String> lines = log.lines(Level.INFO);
              int broken = last(lines, RECYCLED);
              return broken >= 0 && last(lines, LISTENING) > broken;
            });
  }

  private static int last(List<String> lines, String text) {
    int last = lines.size() - 1;
    while (last >= 0 && !lines.get(last).contains(text)) {
      last--;
    }
    return last;
  }

  /** No fault is worth more than a line; stack traces are for bugs and failed tasks. */
  void assertEachLineStandsAlone() {
    assertEquals(
        List.of(), log.lines(Level.WARN).stream().filter(line -> line.contains("\n")).toList());
  }

  /** Ends it, and a test with it: whatever has happened, the sum is right and each line alone. */
  void close(Ledger ledger, RunningService service) {
    try (this) {
      ledger.balance(service);
      assertEachLineStandsAlone();
    }
  }

  /** Asks for a reply over the socket. */
  static boolean answersOverTheSocket(RunningService service) {
    try (Dispatcherd client = Dispatcherd.fromMap(service.config())) {
      return client.control().ask("alive").stream()
          .map(Reply::nodeId)
          .toList()
          .equals(List.of(TestConfig.NODE_ID));
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
