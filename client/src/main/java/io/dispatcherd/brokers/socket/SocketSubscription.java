package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.brokers.socket.server.SocketDelivery;
import io.dispatcherd.brokers.socket.server.SocketServer;
import io.dispatcherd.brokers.socket.wire.SocketFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's side of the socket: holds its file and serves its clients while it is open. */
final class SocketSubscription implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(SocketSubscription.class);

  private final SocketServer server;
  private final Signing signing;
  private final Consumer<SocketSubscription> onClose;

  private SocketSubscription(
      SocketServer server, Signing signing, Consumer<SocketSubscription> onClose) {
    this.server = server;
    this.signing = signing;
    this.onClose = onClose;
  }

  /**
   * Takes the socket's place and opens it to clients.
   *
   * @param terms on which clients are served
   * @param signing checks what clients send
   * @param onClose told once this is closed
   */
  static SocketSubscription open(
      Path path, SocketServer.Terms terms, Signing signing, Consumer<SocketSubscription> onClose) {
    SocketFile file = SocketFile.claim(path);
    try {
      SocketServer server = SocketServer.start(file, terms);
      log.info("Listening on socket {}", path);
      return new SocketSubscription(server, signing, onClose);
    } catch (IOException e) {
      file.release();
      throw new BrokerException("socket: cannot listen on " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<Received> receive(int most, Duration atMost) throws InterruptedException {
    return server.inbox().take(atMost).stream().map(this::check).toList();
  }

  private Received check(SocketDelivery line) {
    return signing.check(line.channel(), line.payload(), (channel, text) -> line.with(text));
  }

  @Override
  public void close() {
    server.stop();
    onClose.accept(this);
  }
}
