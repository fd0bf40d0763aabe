package io.dispatcherd.postgres.connection;

import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.ConnectionParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection for all brokers of this process that publish with the same parameters. It stays
 * open until the process ends. Listening can't be shared: a reader would take the notifications of
 * others, and by closing end their listening.
 */
final class SharedConnections implements OwnConnections {
  private static final int PROBE_SECONDS = 5;

  /** All there are in this process, by how they connect. */
  private static final Map<ConnectionParameters, SharedConnections> BY_PARAMETERS =
      new ConcurrentHashMap<>();

  private final ConnectionFactory opener;

  /** Guards the connection. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Connection connection;

  private SharedConnections(ConnectionFactory opener) {
    this.opener = opener;
  }

  /**
   * The one for these parameters.
   *
   * @param opener opens the connection, if this is the first to ask
   */
  static ConnectionFactory of(ConnectionParameters parameters, ConnectionFactory opener) {
    return BY_PARAMETERS.computeIfAbsent(parameters, key -> new SharedConnections(opener));
  }

  /** The shared connection if it is alive, or a new one that takes its place. */
  @Override
  public Connection connect() throws SQLException {
    lock.lock();
    try {
      Connection current = connection;
      if (current != null) {
        if (!current.isClosed() && current.isValid(PROBE_SECONDS)) {
          return current;
        }
        connection = null;
        opener.release(current);
      }
      Connection opened = opener.connect();
      connection = opened;
      return opened;
    } finally {
      lock.unlock();
    }
  }

  /** The next caller gets another one. */
  @Override
  public void abort(Connection stuck) throws SQLException {
    opener.abort(stuck);
  }
}
