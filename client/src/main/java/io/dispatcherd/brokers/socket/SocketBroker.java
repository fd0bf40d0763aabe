package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a Unix socket, to the one service that listens on it. There are no channels:
 * whatever a publisher names, that service gets it. Lines beyond 1024 bytes are sent in chunks.
 *
 * <p>The file of the socket is accessible to its owner only. Beside it the service leaves an empty
 * file {@code .NAME.lock}. Thread-safe.
 */
public final class SocketBroker implements Broker {
  private static final String NAME = "socket";

  private final Path path;

  /** Subscriptions and conversations to end with the broker. */
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * A broker on this socket; nothing is opened yet.
   *
   * @param path the socket's file; a relative one is relative to the working directory
   */
  public SocketBroker(Path path) {
    this.path = path;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Whatever was requested, since the socket leads to one service. */
  @Override
  public String publishChannel(@Nullable String requested) {
    return requested == null ? NAME : requested;
  }

  /**
   * {@inheritDoc}
   *
   * <p>They go over one connection. The service doesn't acknowledge what it has read.
   */
  @Override
  public void publish(List<Outgoing> messages) {
    checkOpen();
    if (messages.isEmpty()) {
      return;
    }
    try (SocketLine line = SocketLine.connect(path)) {
      messages.forEach(message -> line.send(message.payload()));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.dispatcherd.brokers.BrokerConflictException if another service listens on the
   *     socket, or there can be none of that path
   */
  @Override
  public Subscription subscribe() {
    checkOpen();
    return keep(SocketSubscription.open(NAME, path, open::remove));
  }

  @Override
  public Conversation converse() {
    checkOpen();
    return keep(new SocketConversation(SocketLine.connect(path), open::remove));
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.add(opened);
    if (closed) {
      close();
      checkOpen();
    }
    return opened;
  }

  private void checkOpen() {
    if (closed) {
      throw new BrokerException("socket: the broker is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new BrokerException("socket: closing failed: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String toString() {
    return NAME + " " + path;
  }
}
