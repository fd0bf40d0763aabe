package io.dispatcherd.frames;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines to all worker processes of a service, and the one thread that reads them. */
public final class FrameLines implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FrameLines.class);

  private final Selector selector;
  private final int maxBacklog;

  /**
   * Starts the thread.
   *
   * @param maxBacklog bytes that may be read from one worker and not handled yet
   */
  public FrameLines(int maxBacklog) {
    this.maxBacklog = maxBacklog;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("the lines to workers can't be watched", e);
    }
    Thread.ofPlatform().daemon().name("worker-lines").start(this::run);
  }

  /**
   * Takes over a connected socket, and reads it from now on.
   *
   * @param socket closed with the line
   */
  public FrameLine open(SocketChannel socket, FrameLine.Listener listener) throws IOException {
    try {
      FrameLine line = new FrameLine(socket, listener, selector, maxBacklog);
      selector.wakeup(); // A running wait doesn't know it.
      return line;
    } catch (ClosedSelectorException e) {
      throw new IOException("the service has stopped", e);
    }
  }

  /** Ends the thread. Lines that are open are read no more. */
  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("Closing the lines to workers failed", e);
    }
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(FrameLines::proceed);
      }
    } catch (ClosedSelectorException e) {
      log.debug("The lines to workers are closed");
    } catch (IOException e) {
      log.error("The lines to workers can't be watched any more", e);
    }
  }

  private static void proceed(SelectionKey key) {
    FrameLine line = (FrameLine) key.attachment();
    try {
      line.proceed();
    } catch (RuntimeException | Error e) {
      // One worker's fault must not affect another.
      log.error("A bug, please report it. One worker's line is given up.", e);
      line.end(new IOException("reading it failed", e));
    }
  }
}
