package io.dispatcherd.frames;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the frames that were read from one worker and not handled yet. Beyond the bound, reading
 * from that worker pauses: it has to wait, and nothing is lost. Thread-safe.
 */
final class FrameBacklog {
  /** Overhead added per frame, so that small ones count too. */
  private static final int EACH = 256;

  private final long bound;
  private final Runnable roomAgain;
  private final AtomicLong waiting = new AtomicLong();

  /** Whether reading is paused; the thread that sets it to false resumes reading. */
  private final AtomicBoolean heldUp = new AtomicBoolean();

  /**
   * @param bound bytes that may wait
   * @param roomAgain called by the handling thread when reading is to resume
   */
  FrameBacklog(int bound, Runnable roomAgain) {
    this.bound = bound;
    this.roomAgain = roomAgain;
  }

  /**
   * Adds a frame.
   *
   * @param length bytes of it on the line
   * @return to be called once, when the frame has been handled
   */
  Runnable add(int length) {
    int bytes = length + EACH;
    waiting.addAndGet(bytes);
    return () -> taken(bytes);
  }

  boolean isFull() {
    return waiting.get() > bound;
  }

  /** To be called when reading pauses because of {@link #isFull}. */
  void holdUp() {
    heldUp.set(true);
    // Frames handled meanwhile didn't know that reading had paused.
    resume(waiting.get());
  }

  private void taken(int bytes) {
    long left = waiting.addAndGet(-bytes);
    if (heldUp.get()) {
      resume(left);
    }
  }

  /** Only when half of the room is free: pausing and resuming costs more than a frame. */
  private void resume(long left) {
    if (left <= bound / 2 && heldUp.compareAndSet(true, false)) {
      roomAgain.run();
    }
  }
}
