package io.dispatcherd.frames;

import java.io.IOException;

/** A frame is longer than {@link FrameCodec#MAX_LENGTH}. Nothing of it was sent. */
public final class FrameTooLongException extends IOException {
  private static final long serialVersionUID = 1;

  FrameTooLongException(String kind, long length) {
    super(
        "a frame of kind %s would take %d bytes; at most %d can be sent"
            .formatted(kind, length, FrameCodec.MAX_LENGTH));
  }
}
