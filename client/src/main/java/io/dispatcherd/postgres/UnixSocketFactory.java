package io.dispatcherd.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Lets the JDBC driver, which only knows hosts and ports, connect through PostgreSQL's Unix socket.
 * Only the driver creates it, by name. Thread-safe.
 */
public final class UnixSocketFactory extends SocketFactory {
  private final Path folder;

  /**
   * Called by the driver.
   *
   * @param folder where the server has its sockets, as in libpq's {@code host}
   */
  public UnixSocketFactory(String folder) {
    this.folder = Path.of(folder);
  }

  /** A socket that takes from an address only the port, which is part of the file's name. */
  @Override
  public Socket createSocket() {
    return new UnixSocket(folder);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw connectLater();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw connectLater();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw connectLater();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw connectLater();
  }

  private static IOException connectLater() {
    return new IOException("create the socket first, then connect it");
  }
}
