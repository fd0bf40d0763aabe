package io.dispatcherd.pool.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one worker finds its service: a Unix socket in a folder that only this user can enter. It
 * exists only until the worker has connected, so that even a killed service leaves none.
 */
final class WorkerSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerSocket.class);

  private final Path folder;
  private final ServerSocketChannel server;

  private WorkerSocket(Path folder, ServerSocketChannel server) {
    this.folder = folder;
    this.server = server;
  }

  static WorkerSocket open() throws IOException {
    Path folder =
        Files.createTempDirectory(
            "dispatcherd-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    WorkerSocket socket =
        new WorkerSocket(folder, ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    socket.server.bind(UnixDomainSocketAddress.of(socket.path()));
    return socket;
  }

  Path path() {
    return folder.resolve("worker.sock");
  }

  /** Waits for the worker; fails when the address is removed meanwhile. */
  SocketChannel accept() throws IOException {
    return server.accept();
  }

  /** Removes the address; connections stay. Any thread; a second call does nothing. */
  void remove() {
    try {
      server.close();
      Files.deleteIfExists(path());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      log.warn("Can't remove {}: {}", folder, e.getMessage());
    }
  }

  @Override
  public void close() {
    remove();
  }
}
