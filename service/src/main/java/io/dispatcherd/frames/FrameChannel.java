package io.dispatcherd.frames;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A two-way line between a service and one worker. Any thread may send; one thread receives; any
 * thread may close, which ends a wait in {@link #receive}. Interrupting a thread that sends does
 * the line no harm: the frame still goes out whole.
 */
public interface FrameChannel extends AutoCloseable {
  /**
   * Sends one frame. Blocks while the other side doesn't read.
   *
   * @throws FrameTooLongException if the frame is longer than the line takes; nothing was sent, and
   *     the line is as good as before
   * @throws IOException if the line is broken or closed
   */
  void send(Frame frame) throws IOException;

  /**
   * Waits for the next frame.
   *
   * @return the frame, or null when either side has closed the line
   * @throws IOException if the line is broken or what came is no frame
   */
  @Nullable Frame receive() throws IOException;

  /** Closes the line. Frames that the other side hasn't read yet may be lost. */
  @Override
  void close();
}
