package io.dispatcherd.queue.node;

import io.dispatcherd.postgres.ConnectionFactory;
import java.util.List;

/**
 * The connections of one service: what is slow on one makes nobody wait on another.
 *
 * @param claims to take jobs on
 * @param heart for the lease alone
 * @param ends to tell ends on
 * @param chores for the rest
 */
public record NodeConnections(
    StoreConnection claims, StoreConnection heart, StoreConnection ends, StoreConnection chores)
    implements AutoCloseable {
  /** On connections from this factory; none is opened yet. */
  public static NodeConnections on(ConnectionFactory factory) {
    return new NodeConnections(
        new StoreConnection(factory),
        new StoreConnection(factory),
        new StoreConnection(factory),
        new StoreConnection(factory));
  }

  @Override
  public void close() {
    List.of(claims, heart, ends, chores).forEach(StoreConnection::close);
  }
}
