package io.dispatcherd.frames;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has been read of one worker and waits to be taken by whom it concerns. A worker that says
 * more than is taken is read no further for a while: it has to wait, and nothing is lost.
 * Thread-safe.
 */
final class FrameBacklog {
  /** What a frame takes beside its own bytes, so that the smallest ones count too. */
  private static final int EACH = 256;

  private final long bound;
  private final Runnable roomAgain;
  private final AtomicLong waiting = new AtomicLong();

  /** Whether the line isn't read; whoever makes it false has it read again. */
  private final AtomicBoolean heldUp = new AtomicBoolean();

  /**
   * @param bound bytes that may wait
   * @param roomAgain called, by whoever takes, when the line is to be read again
   */
  FrameBacklog(int bound, Runnable roomAgain) {
    this.bound = bound;
    this.roomAgain = roomAgain;
  }

  /**
   * Counts a frame in.
   *
   * @param length bytes of it on the line
   * @return to be called once, when it has been taken
   */
  Runnable add(int length) {
    int bytes = length + EACH;
    waiting.addAndGet(bytes);
    return () -> taken(bytes);
  }

  boolean isFull() {
    return waiting.get() > bound;
  }

  /** To be called when the line is read no further, because of {@link #isFull}. */
  void holdUp() {
    heldUp.set(true);
    // What was taken meanwhile didn't know that somebody waits.
    resume(waiting.get());
  }

  private void taken(int bytes) {
    long left = waiting.addAndGet(-bytes);
    if (heldUp.get()) {
      resume(left);
    }
  }

  /** With half of the room free: stopping and going on costs more than a frame does. */
  private void resume(long left) {
    if (left <= bound / 2 && heldUp.compareAndSet(true, false)) {
      roomAgain.run();
    }
  }
}
