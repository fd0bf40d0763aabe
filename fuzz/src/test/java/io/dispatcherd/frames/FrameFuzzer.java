package io.dispatcherd.frames;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What comes over a worker's line is a frame, or an error that its reader expects. */
public final class FrameFuzzer {
  private FrameFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      FrameCodec.read(new ByteArrayInputStream(input));
    } catch (IOException e) {
      // As for any line that is broken.
    }
  }
}
