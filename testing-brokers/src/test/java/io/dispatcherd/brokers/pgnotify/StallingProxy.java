package io.dispatcherd.brokers.pgnotify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy that can stop forwarding without closing anything, as a network does that drops
 * packets.
 */
final class StallingProxy implements AutoCloseable {
  private final String host;
  private final int port;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Guards the following. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private boolean stalled;
  private boolean closed;

  StallingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on nothing gets through, in either direction. */
  void stall() {
    set(true);
  }

  /** Lets everything through again, also what was held up. */
  void resume() {
    set(false);
  }

  private void set(boolean stall) {
    lock.lock();
    try {
      stalled = stall;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket target = new Socket(host, port);
      sockets.add(client);
      sockets.add(target);
      start(() -> forward(client.getInputStream(), target.getOutputStream()));
      start(() -> forward(target.getInputStream(), client.getOutputStream()));
    }
  }

  private void forward(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8192];
    for (int count = from.read(buffer); count > 0 && awaitPassage(); count = from.read(buffer)) {
      to.write(buffer, 0, count);
    }
    to.close();
  }

  private boolean awaitPassage() {
    lock.lock();
    try {
      while (stalled && !closed) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private static void start(Transfer transfer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                transfer.run();
              } catch (IOException expected) {
                // One of the two ends was closed, which is how every connection ends here.
              }
            },
            "stalling proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @FunctionalInterface
  private interface Transfer {
    void run() throws IOException;
  }
}
