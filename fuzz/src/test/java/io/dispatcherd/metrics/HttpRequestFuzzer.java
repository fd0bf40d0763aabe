package io.dispatcherd.metrics;

import io.dispatcherd.limits.HttpLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A request is read or refused, or ends before it is one. */
public final class HttpRequestFuzzer {
  private HttpRequestFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      new RequestReader(new ByteArrayInputStream(input), HttpLimits.DEFAULT).read();
    } catch (IOException e) {
      // As for any client that sends nonsense or leaves.
    }
  }
}
