package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.brokers.socket.server.SocketServer;
import io.dispatcherd.brokers.socket.wire.Lines;
import io.dispatcherd.brokers.socket.wire.SocketLine;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.SocketLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a Unix socket, to the one service that listens on it. There are no channels: the
 * service gets every message, whatever channel it names. Lines beyond 1024 bytes are sent in
 * chunks.
 *
 * <p>The file of the socket is accessible to its owner only. Beside it the service leaves an empty
 * file {@code .NAME.lock}. Thread-safe.
 */
public final class SocketBroker implements Broker {
  static final String NAME = "socket";

  private final String name;
  private final Path path;
  private final Signing signing;
  private final Lines lines;
  private final SocketLimits limits;
  private final LimitHits hits;

  /** Subscriptions and conversations to end with the broker. */
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * A broker on this socket with the default limits; nothing is opened yet.
   *
   * @param path the socket's file; a relative one is relative to the working directory
   */
  public SocketBroker(Path path) {
    this(path, Signing.NONE);
  }

  /**
   * A broker on this socket with signed messages and the default limits; nothing is opened yet.
   *
   * @param path the socket's file; a relative one is relative to the working directory
   * @param signing belongs to this broker alone
   */
  public SocketBroker(Path path, Signing signing) {
    this(NAME, path, signing, SocketLimits.DEFAULT, new LimitHits());
  }

  private SocketBroker(
      String name, Path path, Signing signing, SocketLimits limits, LimitHits hits) {
    this.name = name;
    this.path = path;
    this.signing = signing;
    this.lines = new Lines(signing);
    this.limits = limits;
    this.hits = hits;
  }

  /**
   * The broker that the settings describe. Opens nothing yet.
   *
   * @param hits counts hits of bounds by clients
   */
  public static SocketBroker open(SocketSettings settings, LimitHits hits) {
    return new SocketBroker(
        settings.name(),
        settings.socketPath(),
        Signing.of(settings.name(), settings.signing()),
        settings.limits(),
        hits);
  }

  @Override
  public String name() {
    return name;
  }

  /** The requested channel: the socket leads to one service anyway. */
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
    try (SocketLine line = SocketLine.connect(path, lines, limits.lineBytes())) {
      messages.forEach(message -> line.send(NAME, message.payload()));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.dispatcherd.brokers.BrokerConflictException if another service listens on the
   *     socket, or its path is impossible
   */
  @Override
  public Subscription subscribe() {
    checkOpen();
    SocketServer.Terms terms = new SocketServer.Terms(NAME, lines, limits, hits);
    return keep(SocketSubscription.open(path, terms, signing, open::remove));
  }

  @Override
  public Conversation converse() {
    checkOpen();
    SocketLine line = SocketLine.connect(path, lines, limits.lineBytes());
    return keep(new SocketConversation(line, signing, open::remove));
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

  /** What was refused for its signature. */
  @Override
  public Map<String, Object> status() {
    return signing.status();
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
