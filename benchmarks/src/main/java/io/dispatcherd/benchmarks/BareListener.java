package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** The driver alone, without a service: what PostgreSQL and it allow. */
final class BareListener implements AutoCloseable {
  private static final int LONGEST_WAIT_MILLIS = 60_000;

  private final Connection listening;
  private final Connection publishing;
  private final String channel = Services.newChannel();

  BareListener(Surroundings surroundings) throws SQLException {
    listening = surroundings.connect();
    publishing = surroundings.connect();
    try (Statement statement = listening.createStatement()) {
      statement.execute("LISTEN " + channel);
    }
  }

  /** How many messages of a burst come in per second, when all that is done is to take them. */
  double drain(Burst burst) throws Exception {
    CompletableFuture<Long> end = new CompletableFuture<>();
    Thread receiver =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    int left = burst.size();
                    while (left > 0) {
                      left -= receive();
                    }
                    end.complete(System.nanoTime());
                  } catch (SQLException e) {
                    end.completeExceptionally(e);
                  }
                });
    long start = burst.send(publishing, channel);
    double seconds = (end.get() - start) / 1e9;
    receiver.join();
    return burst.size() / seconds;
  }

  /**
   * The time from before one message is sent until it has come in, in microseconds.
   *
   * @param pause before it is sent, in which the receiver comes to wait
   */
  double latency(String payload, Duration pause) throws Exception {
    CompletableFuture<Long> end = new CompletableFuture<>();
    Thread receiver =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    receive();
                    end.complete(System.nanoTime());
                  } catch (SQLException e) {
                    end.completeExceptionally(e);
                  }
                });
    Thread.sleep(pause);
    long start = System.nanoTime();
    notifyOnce(publishing, channel, payload);
    double micros = (end.get() - start) / 1e3;
    receiver.join();
    return micros;
  }

  /** Sends one message. */
  static void notifyOnce(Connection connection, String channel, String payload)
      throws SQLException {
    try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, payload);
      notify.execute();
    }
  }

  private int receive() throws SQLException {
    PGNotification[] received =
        listening.unwrap(PGConnection.class).getNotifications(LONGEST_WAIT_MILLIS);
    return received == null ? 0 : received.length;
  }

  @Override
  public void close() throws SQLException {
    listening.close();
    publishing.close();
  }
}
