package io.dispatcherd.brokers.signing;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Values that are unique across processes, so that equal messages in the same millisecond have
 * different signatures. Thread-safe.
 */
final class Nonces {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final long prefix = new SecureRandom().nextLong();
  private final AtomicLong last = new AtomicLong();

  /** The next one, always of the same length. */
  String next() {
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(prefix).putLong(last.incrementAndGet()).array();
    return BASE64.encodeToString(bytes);
  }
}
