package io.dispatcherd.frames;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The service's end of the line to one worker process. Nothing here blocks: what the socket doesn't
 * take at once is sent by the thread of the {@link FrameLines} when there is room. Thread-safe.
 */
public final class FrameLine implements AutoCloseable {
  /** Receives a line's frames, on the thread of the {@link FrameLines}: must return at once. */
  public interface Listener {
    /**
     * The worker sent a frame.
     *
     * @param onTaken to be called once, on any thread, when the frame has been handled
     */
    void received(Frame frame, Runnable onTaken);

    /**
     * The worker sends more than is handled; reading from it pauses until that has been handled.
     */
    void heldUp();

    /**
     * The line has ended: the last call.
     *
     * @param problem why; null if the other side has closed the line
     */
    void ended(@Nullable IOException problem);
  }

  private final SocketChannel socket;
  private final Listener listener;
  private final SelectionKey key;

  /** Used by the thread of the lines only. */
  private final IncomingFrames incoming = new IncomingFrames();

  private final FrameBacklog backlog;

  /** Guards what follows, so that frames go out whole and one after the other. */
  private final ReentrantLock sending = new ReentrantLock();

  private final OutgoingFrames outgoing = new OutgoingFrames();
  private boolean awaitsRoom;

  FrameLine(SocketChannel socket, Listener listener, Selector selector, int maxBacklog)
      throws IOException {
    this.socket = socket;
    this.listener = listener;
    backlog = new FrameBacklog(maxBacklog, this::readAgain);
    socket.configureBlocking(false);
    key = socket.register(selector, SelectionKey.OP_READ, this);
  }

  /**
   * Adds a frame to those that {@link #flush} sends.
   *
   * @throws FrameTooLongException if it is longer than a line takes; the line is as good as before
   */
  public void add(Frame frame) throws FrameTooLongException {
    sending.lock();
    try {
      outgoing.add(frame);
    } finally {
      sending.unlock();
    }
  }

  /**
   * Sends what was added, all of it with one write if the socket has room.
   *
   * @throws IOException if the line is broken or closed
   */
  public void flush() throws IOException {
    sending.lock();
    try {
      if (!awaitsRoom && !outgoing.writeTo(socket)) {
        awaitsRoom = true;
        key.interestOpsOr(SelectionKey.OP_WRITE);
        key.selector().wakeup();
      }
    } catch (CancelledKeyException e) {
      throw new IOException("the line is closed", e);
    } finally {
      sending.unlock();
    }
  }

  /** Closes the line; the listener hears no more. */
  @Override
  public void close() {
    try {
      socket.close();
      key.selector().wakeup(); // It lets go of the descriptor.
    } catch (IOException e) {
      // Nothing was waiting for an answer, and the descriptor is gone either way.
    }
  }

  /** The socket has something to read, or room, or has ended. */
  void proceed() {
    try {
      if (key.isWritable()) {
        roomAgain();
      }
      if (key.isReadable()) {
        read();
      }
    } catch (CancelledKeyException e) {
      // Closed meanwhile, by us.
    } catch (IOException e) {
      end(e);
    }
  }

  /** Ends the line. */
  void end(@Nullable IOException problem) {
    key.cancel();
    listener.ended(problem);
  }

  private void roomAgain() throws IOException {
    sending.lock();
    try {
      if (outgoing.writeTo(socket)) {
        awaitsRoom = false;
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
      }
    } finally {
      sending.unlock();
    }
  }

  private void read() throws IOException {
    int read = incoming.read(socket);
    for (Frame next = incoming.take(); next != null; next = incoming.take()) {
      listener.received(next, backlog.add(incoming.lastLength()));
    }
    if (read < 0) {
      incoming.end();
      end(null);
    } else if (backlog.isFull()) {
      key.interestOpsAnd(~SelectionKey.OP_READ);
      listener.heldUp();
      backlog.holdUp();
    }
  }

  private void readAgain() {
    try {
      key.interestOpsOr(SelectionKey.OP_READ);
      key.selector().wakeup();
    } catch (CancelledKeyException e) {
      // Closed meanwhile.
    }
  }
}
