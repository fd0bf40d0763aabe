package io.dispatcherd.brokers;

import java.sql.Connection;
import java.util.List;

/** A broker that can send messages in the caller's database transaction. */
public interface TransactionalBroker extends Broker {
  /**
   * Sends messages on the caller's own connection: they go out, in their order, when its
   * transaction commits, and not at all if it rolls back. In autocommit they go out at once. The
   * connection is neither committed nor closed.
   *
   * @param connection to the database that the broker itself uses; a pool's wrapper is fine
   * @throws BrokerException if the database refused; the transaction has then failed
   */
  void publish(Connection connection, List<Outgoing> messages);
}
