package io.dispatcherd.postgres.connection;

import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.postgres.ConnectionFactory;
import java.util.List;

/** Publishes messages with {@code NOTIFY}. Thread-safe. */
public interface Publisher extends AutoCloseable {
  /** One that uses the connections of this factory as it says. */
  static Publisher on(ConnectionFactory factory, Signing signing) {
    return factory.use() == ConnectionFactory.Use.KEPT
        ? new PublishingConnection(factory, signing)
        : new BorrowedConnections(factory, signing);
  }

  /**
   * Sends all or none.
   *
   * @throws io.dispatcherd.brokers.BrokerException if that failed, or it is unknown whether it did
   */
  void send(List<Outgoing> messages);

  @Override
  void close();
}
