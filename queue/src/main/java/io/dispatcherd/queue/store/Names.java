package io.dispatcherd.queue.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names of queues and tasks as the numbers that narrow rows have in their place. */
public final class Names {
  private Names() {}

  /** The first eight bytes of the name's SHA-256, as the function {@code name_id} computes it. */
  public static long id(String name) {
    return ByteBuffer.wrap(sha256(name)).getLong();
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
