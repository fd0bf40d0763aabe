package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.postgres.connection.ListeningConnection;
import io.dispatcherd.postgres.connection.Notify;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGNotification;

/** One connection that listens on a reply channel of its own, for as long as it is open. */
final class PgNotifyConversation implements Conversation {
  private static final Duration SEND_LIMIT = Duration.ofSeconds(30);

  private final ListeningConnection connection;
  private final String replyTo;
  private final Signing signing;

  PgNotifyConversation(ListeningConnection connection, String replyTo, Signing signing) {
    this.connection = connection;
    this.replyTo = replyTo;
    this.signing = signing;
  }

  @Override
  public String replyTo() {
    return replyTo;
  }

  @Override
  public void send(Outgoing message) {
    try {
      connection.send(new Notify(List.of(message), signing), SEND_LIMIT);
    } catch (SQLException e) {
      throw new BrokerException("pg_notify: sending a command failed: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> receive(Duration atMost) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Duration left = atMost.minusNanos(System.nanoTime() - start);
      List<String> payloads = receiveOnce(left.isNegative() ? Duration.ZERO : left);
      if (!payloads.isEmpty() || left.isNegative() || left.isZero()) {
        return payloads;
      }
    }
  }

  private List<String> receiveOnce(Duration wait) throws InterruptedException {
    try {
      // A connection that an application shares among its parts may hear other channels too.
      List<String> replies =
          connection.receive(wait).stream()
              .filter(notification -> notification.getName().equals(replyTo))
              .map(PGNotification::getParameter)
              .toList();
      return signing.verifyReplies(replyTo, replies);
    } catch (SQLException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      throw new BrokerException(
          "pg_notify: the connection for replies broke: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
