package io.dispatcherd.producers;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Identities that the service gives to submissions: a readable prefix, a part that no other node or
 * run of this node has, a number. Thread-safe.
 */
public final class TaskUuids {
  private static final int RANDOM_BYTES = 8;

  private final String prefix;
  private final AtomicLong last = new AtomicLong();

  /** Identities with this prefix, such as {@code sch}. */
  public TaskUuids(String prefix) {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    this.prefix = prefix + "-" + HexFormat.of().formatHex(random) + "-";
  }

  /** The next one. */
  public String next() {
    return prefix + last.incrementAndGet();
  }
}
