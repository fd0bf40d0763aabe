package io.dispatcherd.frames;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of the line to its service, over a connected socket.
 *
 * <p>The socket is in non-blocking mode, though both sending and receiving wait: a thread that is
 * interrupted within a blocking operation takes the socket with it, and those that send run tasks.
 * Cancelling a task must not cost the worker its line. So the sending thread writes itself, and if
 * it has to wait for room, waits on a selector.
 */
public final class SocketFrameChannel implements FrameChannel {
  private final SocketChannel socket;

  /** Waits for something to read. */
  private final Selector readable;

  /** Waits for room to write; used under the lock. */
  private final Selector writable;

  private final IncomingFrames incoming = new IncomingFrames();

  /** Guards what follows, so that frames go out whole and one after the other. */
  private final ReentrantLock sending = new ReentrantLock();

  private final OutgoingFrames outgoing = new OutgoingFrames();

  /**
   * Takes over a connected socket.
   *
   * @param socket closed with the channel
   */
  public SocketFrameChannel(SocketChannel socket) throws IOException {
    this.socket = socket;
    socket.configureBlocking(false);
    readable = Selector.open();
    writable = Selector.open();
    socket.register(readable, SelectionKey.OP_READ);
    socket.register(writable, SelectionKey.OP_WRITE);
  }

  @Override
  public void send(Frame frame) throws IOException {
    sending.lock();
    try {
      outgoing.add(frame);
      while (!outgoing.writeTo(socket)) {
        awaitRoom();
      }
    } finally {
      sending.unlock();
    }
  }

  @Override
  public @Nullable Frame receive() throws IOException {
    try {
      for (Frame next = incoming.take(); ; next = incoming.take()) {
        if (next != null) {
          return next;
        }
        int read = incoming.read(socket);
        if (read < 0) {
          incoming.end();
          return null;
        }
        if (read == 0) {
          awaitMore();
        }
      }
    } catch (ClosedChannelException | ClosedSelectorException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      readable.close();
      writable.close();
    } catch (IOException e) {
      // Nothing was waiting for an answer, and the descriptor is gone either way.
    }
  }

  private void awaitMore() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for a frame");
    }
    readable.select();
    readable.selectedKeys().clear();
  }

  /** An interrupt would end the wait at once, so it is cleared and restored. */
  private void awaitRoom() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      writable.select();
      writable.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new IOException("the line is closed", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
