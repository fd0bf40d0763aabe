package io.dispatcherd.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Reads from a socket until a deadline. A socket's own time-out starts again with each read, so a
 * client that sends a byte now and then would never time out.
 */
final class DeadlineInputStream extends InputStream {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Socket socket;
  private final InputStream in;
  private final long endNanos;

  DeadlineInputStream(Socket socket, Duration time) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
    endNanos = System.nanoTime() + time.toNanos();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long left = endNanos - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the client took too long");
    }
    socket.setSoTimeout((int) Math.max(1, left / NANOS_PER_MILLI));
    return in.read(buffer, offset, length);
  }
}
