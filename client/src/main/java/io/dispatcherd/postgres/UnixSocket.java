package io.dispatcherd.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket with the face of a {@link Socket}, which the JDK itself doesn't offer. One thread
 * may read while another writes; any may close.
 */
final class UnixSocket extends Socket {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Path folder;
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int readTimeoutMillis;

  UnixSocket(Path folder) {
    this.folder = folder;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      readable = Selector.open();
      writable = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    int port = ((InetSocketAddress) endpoint).getPort();
    Path file = folder.resolve(".s.PGSQL." + port);
    try {
      connectWithin(timeout, UnixDomainSocketAddress.of(file));
    } catch (IOException e) {
      SocketException named = new SocketException(file + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
    channel.configureBlocking(false);
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /** Connecting waits while the server's queue is full; closing the channel ends that. */
  private void connectWithin(int timeoutMillis, UnixDomainSocketAddress address)
      throws IOException {
    CompletableFuture<@Nullable Void> connected = new CompletableFuture<>();
    if (timeoutMillis > 0) {
      var unused =
          connected
              .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
              .exceptionallyAsync(timeout -> closeChannel());
    }
    try {
      channel.connect(address);
    } catch (AsynchronousCloseException e) {
      SocketTimeoutException tooLate = new SocketTimeoutException("the server takes no connection");
      tooLate.initCause(e);
      throw tooLate;
    } finally {
      connected.complete(null);
    }
  }

  private @Nullable Void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      // There is nothing left to free.
    }
    return null;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
    readable.close();
    writable.close();
  }

  @Override
  public InputStream getInputStream() {
    return new Input();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output();
  }

  @Override
  public synchronized void setSoTimeout(int timeout) {
    readTimeoutMillis = timeout;
  }

  @Override
  public synchronized int getSoTimeout() {
    return readTimeoutMillis;
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return UnixDomainSocketAddress.of(folder);
  }

  // What TCP can be tuned with means nothing here.

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public void setSendBufferSize(int size) {}

  @Override
  public void setReceiveBufferSize(int size) {}

  @Override
  public int getSendBufferSize() {
    return BUFFER_SIZE;
  }

  @Override
  public int getReceiveBufferSize() {
    return BUFFER_SIZE;
  }

  /**
   * Waits until the channel is ready.
   *
   * @return whether it is; if not, the time is up
   */
  private boolean await(Selector selector, int timeoutMillis) throws IOException {
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
      while (true) {
        // Sockets aren't interruptible, and a selector would return at once again and again.
        interrupted |= Thread.interrupted();
        long left = timeoutMillis == 0 ? 0 : (deadline - System.nanoTime()) / 1_000_000L;
        if (timeoutMillis > 0 && left <= 0) {
          return selector.selectNow() > 0;
        }
        selector.selectedKeys().clear();
        if (selector.select(left) > 0) {
          return true;
        }
        if (!channel.isOpen()) {
          throw new SocketException("Socket closed");
        }
      }
    } catch (ClosedSelectorException e) {
      throw closed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static SocketException closed(Exception cause) {
    SocketException closed = new SocketException("Socket closed");
    closed.initCause(cause);
    return closed;
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      try {
        int count = channel.read(buffer);
        while (count == 0) {
          if (!await(readable, readTimeoutMillis)) {
            throw new SocketTimeoutException("Read timed out");
          }
          count = channel.read(buffer);
        }
        return count;
      } catch (ClosedChannelException e) {
        throw closed(e);
      }
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      try {
        while (buffer.hasRemaining()) {
          if (channel.write(buffer) == 0) {
            await(writable, 0);
          }
        }
      } catch (ClosedChannelException e) {
        throw closed(e);
      }
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }
}
