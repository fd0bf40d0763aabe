package io.dispatcherd.frames;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A line within one JVM. Sending never blocks. Frames that were sent before the line was closed are
 * still received.
 */
public final class InMemoryFrameChannel implements FrameChannel {
  private final Direction outgoing;
  private final Direction incoming;

  private InMemoryFrameChannel(Direction outgoing, Direction incoming) {
    this.outgoing = outgoing;
    this.incoming = incoming;
  }

  /**
   * The two ends of one line.
   *
   * @param service the service's end
   * @param worker the worker's end
   */
  public record Pair(FrameChannel service, FrameChannel worker) {}

  /** Makes a line. */
  public static Pair pair() {
    Direction toWorker = new Direction();
    Direction fromWorker = new Direction();
    return new Pair(
        new InMemoryFrameChannel(toWorker, fromWorker),
        new InMemoryFrameChannel(fromWorker, toWorker));
  }

  @Override
  public void send(Frame frame) throws IOException {
    outgoing.put(frame);
  }

  @Override
  public @Nullable Frame receive() throws IOException {
    return incoming.take();
  }

  @Override
  public void close() {
    outgoing.close();
    incoming.close();
  }

  /** The frames on their way in one direction. */
  private static final class Direction {
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final Queue<Frame> frames = new ArrayDeque<>();
    private boolean closed;

    void put(Frame frame) throws IOException {
      lock.lock();
      try {
        if (closed) {
          throw new IOException("the line is closed");
        }
        frames.add(frame);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Nullable Frame take() throws IOException {
      lock.lock();
      try {
        while (frames.isEmpty() && !closed) {
          changed.await();
        }
        return frames.poll();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("interrupted while waiting for a frame").initCause(e);
      } finally {
        lock.unlock();
      }
    }

    void close() {
      lock.lock();
      try {
        closed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
