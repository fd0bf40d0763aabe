package io.dispatcherd.brokers.pgnotify;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts a connection unless it is called off in time. The driver's own time-outs cover waiting for
 * an answer, but neither a write to a peer that takes nothing any more nor a message that stops
 * half-way.
 */
final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private Watchdog() {}

  /** Runs something on a connection, which is aborted if it takes longer than the limit. */
  static <T> T watch(
      ConnectionFactory factory, Connection connection, Duration limit, Operation<T> operation)
      throws SQLException {
    CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    var unused =
        ended
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyAsync(
                timeout -> {
                  abort(factory, connection, limit);
                  return null;
                });
    try {
      return operation.run();
    } finally {
      ended.complete(null);
    }
  }

  private static void abort(ConnectionFactory factory, Connection connection, Duration limit) {
    log.warn("No end of an operation on a PostgreSQL connection within {}, aborting it", limit);
    try {
      factory.abort(connection);
    } catch (SQLException | RuntimeException e) {
      log.warn("Aborting the connection failed", e);
    }
  }

  /** What is watched. */
  @FunctionalInterface
  interface Operation<T> {
    T run() throws SQLException;
  }
}
