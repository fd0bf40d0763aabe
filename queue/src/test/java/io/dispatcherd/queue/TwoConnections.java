package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Statements at the same time: one in a transaction that is open, and one beside it. */
public final class TwoConnections implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TestQueue queue;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  public TwoConnections(TestQueue queue) {
    this.queue = queue;
  }

  /** Something that goes over a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Does it, and fails if that waits for somebody. */
  public <T> T atOnce(Callable<T> work) throws Exception {
    return result(threads.submit(work));
  }

  /** Begins it on this connection, and returns once it waits for somebody's lock. */
  public <T> Future<T> waiting(Connection connection, Work<T> work) throws SQLException {
    int pid = pid(connection);
    Future<T> future = threads.submit(() -> work.on(connection));
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> future.isDone() || isWaiting(pid));
    assertFalse(future.isDone(), "it should have waited for the other transaction");
    return future;
  }

  /** Its result, which must come soon now. */
  public static <T> T result(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private boolean isWaiting(int pid) throws SQLException {
    return queue
        .database()
        .rows("select 1 from pg_stat_activity where wait_event_type = 'Lock' and pid = " + pid)
        .contains("1");
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
