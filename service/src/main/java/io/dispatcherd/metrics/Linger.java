package io.dispatcherd.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The moment between the last byte of an answer and the end of its connection. */
final class Linger {
  private static final Logger log = LoggerFactory.getLogger(Linger.class);
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final int BYTES = 1 << 18;

  private Linger() {}

  /**
   * Waits for the client to leave. If we closed while something of it is unread, the system would
   * break the connection, and the answer could be lost on its way.
   */
  static void on(Socket socket) {
    try {
      InputStream in = new DeadlineInputStream(socket, TIME);
      byte[] ignored = new byte[8192];
      int all = 0;
      int count = in.read(ignored);
      while (count >= 0 && all < BYTES) {
        all += count;
        count = in.read(ignored);
      }
    } catch (IOException e) {
      log.trace("A client for metrics stayed", e);
    }
  }
}
