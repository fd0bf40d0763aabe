package io.dispatcherd.brokers.socket.wire;

import io.dispatcherd.brokers.BrokerConflictException;
import io.dispatcherd.brokers.BrokerException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection to the service. For one thread; {@link #close} may be called from any. */
public final class SocketLine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SocketLine.class);

  /** The JDK's: the size of {@code sun_path}, less the terminator and one more. */
  static final int MAX_PATH_BYTES =
      System.getProperty("os.name", "").startsWith("Linux") ? 106 : 102;

  /** How long a service may take to let a client in, or to take what it sends. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int READ_BYTES = 64 * 1024;

  private final Path path;
  private final Lines lines;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final LineDecoder decoder;
  private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);

  private SocketLine(
      Path path, Lines lines, int maxLineBytes, SocketChannel channel, Selector selector)
      throws IOException {
    this.path = path;
    this.lines = lines;
    this.decoder = new LineDecoder(maxLineBytes);
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, 0);
  }

  /**
   * Connects.
   *
   * @param lines how messages are written
   * @param maxLineBytes the longest line that is taken from the service
   * @throws BrokerException if no service is there, with the {@link IOException} as its cause
   */
  public static SocketLine connect(Path path, Lines lines, int maxLineBytes) {
    if (SocketFile.bytes(path) > MAX_PATH_BYTES) {
      throw new BrokerConflictException(
          "socket: the path "
              + path
              + " is longer than the "
              + MAX_PATH_BYTES
              + " bytes that a"
              + " socket's can have in Java; set a shorter one in brokers.socket.socket_path");
    }
    try {
      return open(path, lines, maxLineBytes);
    } catch (IOException e) {
      if (Files.exists(path) && !Files.isWritable(path)) {
        throw new BrokerException(
            "socket: this user may not connect to %s; only the user that dispatcherd runs as may"
                .formatted(path),
            e);
      }
      throw new BrokerException(
          "socket: no service answers on "
              + path
              + " ("
              + e.getMessage()
              + "); is it running,"
              + " with this path in brokers.socket.socket_path?",
          e);
    }
  }

  private static SocketLine open(Path path, Lines lines, int maxLineBytes) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    // Connecting waits while the service's queue is full; closing the channel ends that.
    CompletableFuture<@Nullable Void> connected = new CompletableFuture<>();
    var unused =
        connected
            .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyAsync(
                timeout -> {
                  closeQuietly(channel);
                  return null;
                });
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.configureBlocking(false);
      return new SocketLine(path, lines, maxLineBytes, channel, Selector.open());
    } catch (IOException | RuntimeException e) {
      closeQuietly(channel);
      throw e;
    } finally {
      connected.complete(null);
    }
  }

  /**
   * Sends a message, as one line or several.
   *
   * @param channelName what the service calls the socket
   * @throws BrokerException if the service doesn't take it in time, or the connection broke
   */
  public void send(String channelName, String message) {
    long start = System.nanoTime();
    try {
      for (ByteBuffer line : lines.encode(channelName, message)) {
        while (line.hasRemaining()) {
          if (channel.write(line) == 0) {
            awaitRoom(start);
          }
        }
      }
    } catch (IOException | CancelledKeyException | ClosedSelectorException e) {
      throw new BrokerException(
          "socket: sending to the service on " + path + " failed: " + e.getMessage(), e);
    }
  }

  private void awaitRoom(long start) throws IOException {
    Duration left = PATIENCE.minusNanos(System.nanoTime() - start);
    if (left.isNegative() || left.isZero()) {
      throw new IOException("it has taken nothing for " + PATIENCE);
    }
    key.interestOps(SelectionKey.OP_WRITE);
    selector.select(Math.max(1, left.toMillis()));
    selector.selectedKeys().clear();
  }

  /**
   * Waits for lines and returns all that are there.
   *
   * @throws BrokerException if the service has ended the connection
   */
  public List<String> receive(Duration atMost) throws InterruptedException {
    long start = System.nanoTime();
    List<String> received = new ArrayList<>();
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        boolean ended = read(received);
        long left = atMost.minusNanos(System.nanoTime() - start).toMillis();
        if (!received.isEmpty() || (left <= 0 && !ended)) {
          return received;
        }
        if (ended) {
          throw new BrokerException("socket: the service on " + path + " ended the connection");
        }
        key.interestOps(SelectionKey.OP_READ);
        selector.select(left);
        selector.selectedKeys().clear();
      }
    } catch (IOException | CancelledKeyException | ClosedSelectorException e) {
      throw new BrokerException(
          "socket: the connection to the service on " + path + " broke: " + e.getMessage(), e);
    }
  }

  /** Reads what is there. Returns whether the stream has ended. */
  private boolean read(List<String> received) throws IOException {
    int count = channel.read(buffer.clear());
    while (count > 0) {
      decoder.add(buffer.flip(), received);
      count = channel.read(buffer.clear());
    }
    return count < 0;
  }

  @Override
  public void close() {
    closeQuietly(channel);
    closeQuietly(selector);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // There is nothing left to lose on a connection that is being given up.
      log.debug("Closing failed", e);
    }
  }
}
