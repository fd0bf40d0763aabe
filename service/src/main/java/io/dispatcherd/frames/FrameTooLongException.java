package io.dispatcherd.frames;

import java.io.IOException;

/** A frame is longer than {@link FrameCodec#MAX_LENGTH}. Nothing of it was sent or read. */
public final class FrameTooLongException extends IOException {
  private static final long serialVersionUID = 1;

  /** One that comes in. */
  FrameTooLongException(int length) {
    super(
        "a frame whose length is given as %d bytes; allowed are 1 to %d"
            .formatted(length, FrameCodec.MAX_LENGTH));
  }

  FrameTooLongException(String kind, long length) {
    super(
        "a frame of kind %s would take %d bytes; at most %d can be sent"
            .formatted(kind, length, FrameCodec.MAX_LENGTH));
  }
}
