package io.dispatcherd.postgres.connection;

import io.dispatcherd.postgres.ConnectionFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGNotification;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that listens on channels. For one thread; {@link #close} may be called from any
 * thread and interrupts the other one's work here.
 */
public final class ListeningConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ListeningConnection.class);

  /**
   * The longest single wait. The driver can't be woken up from a wait, other than by breaking the
   * connection, so this is how long an interrupt may take to be seen.
   */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** An operation that exceeds its time-out by this has hung. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final long CLOSE_SECONDS = 3;

  /** Behind a pooler, a notification must have come within this. */
  private static final Duration LONGEST_PROOF = Duration.ofSeconds(2);

  private final ConnectionFactory factory;
  private final Connection connection;
  private final BaseConnection notifications;
  private final List<String> channels;
  private final Duration answerLimit;
  private final Watchdog watchdog;

  /** What arrived while the connection was being tested. For the receiving thread. */
  private final List<PGNotification> early = new ArrayList<>();

  /** The server's process. It never changes on a connection that can listen. */
  private int backend;

  /** Held while the connection is in use. */
  private final ReentrantLock inUse = new ReentrantLock();

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean broken;

  private ListeningConnection(
      ConnectionFactory factory, Connection connection, List<String> channels, Duration answerLimit)
      throws SQLException {
    this.factory = factory;
    this.connection = connection;
    this.notifications = connection.unwrap(BaseConnection.class);
    this.channels = channels;
    this.answerLimit = answerLimit;
    watchdog = new Watchdog(factory);
  }

  /**
   * Connects and listens. What is sent after this returns is received.
   *
   * @param answerLimit how long the server may take to answer what it is asked here, once connected
   * @throws SQLException if there is no connection, or one on which nothing would be heard
   */
  public static ListeningConnection open(
      ConnectionFactory factory, List<String> channels, Duration answerLimit) throws SQLException {
    Connection connection = factory.connect();
    try {
      // Within a transaction, the driver returns from a wait for notifications at once.
      connection.setAutoCommit(true);
      ListeningConnection listening =
          new ListeningConnection(factory, connection, channels, answerLimit);
      listening.listen();
      return listening;
    } catch (SQLException | RuntimeException e) {
      factory.release(connection);
      throw e;
    }
  }

  private void listen() throws SQLException {
    withAnswerLimit(
        answerLimit,
        () -> {
          StringBuilder sql = new StringBuilder(Pooler.BACKEND_PID);
          channels.forEach(name -> sql.append("; LISTEN ").append(ChannelName.quoted(name)));
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql.toString());
            try (ResultSet result = statement.getResultSet()) {
              result.next();
              backend = result.getInt(1);
            }
          }
          return backend;
        });
    if (Pooler.isBefore(connection, backend)) {
      proveDelivery();
    }
  }

  /** Has another session send a notification, and waits for it. */
  private void proveDelivery() throws SQLException {
    String proof = "proof_" + UUID.randomUUID().toString().replace('-', '_');
    Duration limit = answerLimit.compareTo(LONGEST_PROOF) < 0 ? answerLimit : LONGEST_PROOF;
    executeForEach("LISTEN ", List.of(proof), answerLimit);
    if (Pooler.sendFromAnother(factory, connection, backend, proof, limit)) {
      long start = System.nanoTime();
      boolean hasCome = false;
      while (!hasCome) {
        Duration left = limit.minusNanos(System.nanoTime() - start);
        if (left.toMillis() <= 0) {
          throw Pooler.refusal();
        }
        for (PGNotification notification : await(left)) {
          if (notification.getName().equals(proof)) {
            hasCome = true;
          } else {
            early.add(notification);
          }
        }
      }
    }
    executeForEach("UNLISTEN ", List.of(proof), answerLimit);
  }

  public boolean isClosed() {
    return closed.get();
  }

  /** Waits for notifications, {@link #LONGEST_WAIT} at most, and returns all that are there. */
  public List<PGNotification> receive(Duration atMost) throws SQLException {
    if (early.isEmpty()) {
      return await(atMost);
    }
    List<PGNotification> first = List.copyOf(early);
    early.clear();
    return first;
  }

  private List<PGNotification> await(Duration atMost) throws SQLException {
    Duration wait = atMost.compareTo(LONGEST_WAIT) < 0 ? atMost : LONGEST_WAIT;
    int millis = Math.toIntExact(wait.toMillis());
    return within(
        wait.plus(GRACE),
        () -> {
          // To the driver, 0 means to wait for ever.
          PGNotification[] received =
              millis > 0
                  ? notifications.getNotifications(millis)
                  : notifications.getNotifications();
          return received == null ? List.of() : List.of(received);
        });
  }

  /**
   * Notifications that arrived before the connection failed: the server's last error, or the end of
   * the stream, may come right behind them. Doesn't use the network.
   */
  public List<PGNotification> arrived() {
    try {
      return List.of(notifications.getQueryExecutor().getNotifications());
    } catch (SQLException e) {
      log.debug("Could not read what had arrived on the broken connection", e);
      return List.of();
    }
  }

  /** Sends messages over this connection. */
  public void send(Notify batch, Duration sendLimit) throws SQLException {
    within(
        sendLimit.plus(GRACE), () -> withAnswerLimit(sendLimit, () -> batch.execute(connection)));
  }

  /** How full the server's notification queue is, from 0 to 1; empty if it refuses to tell. */
  public OptionalDouble queueUsage() throws SQLException {
    return within(
        answerLimit.plus(GRACE), () -> withAnswerLimit(answerLimit, this::askForQueueUsage));
  }

  private OptionalDouble askForQueueUsage() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT pg_notification_queue_usage(), pg_backend_pid()")) {
      result.next();
      if (result.getInt(2) != backend) {
        throw Pooler.refusal();
      }
      return OptionalDouble.of(result.getDouble(1));
    } catch (SQLException e) {
      if (isAnswer(e)) {
        log.debug("The server doesn't tell how full its notification queue is", e);
        return OptionalDouble.empty();
      }
      throw e;
    }
  }

  /**
   * Whether this is the server's own error (SQLSTATE classes 2 to 4), after which the connection
   * still works.
   */
  private static boolean isAnswer(SQLException e) {
    return String.valueOf(e.getSQLState()).matches("[24].*");
  }

  private void executeForEach(String command, List<String> names, Duration answerLimit)
      throws SQLException {
    withAnswerLimit(
        answerLimit,
        () -> {
          try (Statement statement = connection.createStatement()) {
            for (String name : names) {
              statement.execute(command + ChannelName.quoted(name));
            }
            return names.size();
          }
        });
  }

  private <T> T withAnswerLimit(Duration limit, Watchdog.Operation<T> operation)
      throws SQLException {
    int usual = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
    T result = operation.run();
    connection.setNetworkTimeout(Runnable::run, usual);
    return result;
  }

  private <T> T within(Duration limit, Watchdog.Operation<T> operation) throws SQLException {
    inUse.lock();
    try {
      if (closed.get()) {
        throw new SQLException("the connection is closed");
      }
      return watchdog.watch(connection, limit, operation);
    } catch (SQLException e) {
      broken = true;
      throw e;
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!inUse.tryLock()) {
        broken = true;
        factory.abort(connection);
        if (!inUse.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          log.warn("The listening connection is stuck and can't be given back");
          return;
        }
      }
      try {
        giveBack();
      } finally {
        inUse.unlock();
      }
    } catch (SQLException | RuntimeException e) {
      log.debug("Closing the listening connection failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveBack() throws SQLException {
    try {
      if (!broken && !connection.isClosed()) {
        // The pool's next user of the connection must not receive our messages.
        executeForEach("UNLISTEN ", channels, Duration.ofSeconds(CLOSE_SECONDS));
      }
    } finally {
      factory.release(connection);
    }
  }
}
