package io.dispatcherd.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Collects the moments that tasks tell. On Linux {@link System#nanoTime} is the same clock in all
 * processes.
 */
final class Stamps implements AutoCloseable {
  private final DatagramSocket socket;

  Stamps() throws SocketException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(1 << 20);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Waits for the next one. */
  long next(Duration atMost) throws IOException {
    socket.setSoTimeout(Math.toIntExact(atMost.toMillis()));
    DatagramPacket packet = new DatagramPacket(new byte[Long.BYTES], Long.BYTES);
    socket.receive(packet);
    return ByteBuffer.wrap(packet.getData()).getLong();
  }

  /** Tells a moment; called by tasks. */
  static void send(int port, long nanos) throws IOException {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(nanos).array();
    Sender.SOCKET.send(
        new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public void close() {
    socket.close();
  }

  /** Opened by the first task of a worker. */
  private static final class Sender {
    static final DatagramSocket SOCKET = open();

    private static DatagramSocket open() {
      try {
        return new DatagramSocket();
      } catch (SocketException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
