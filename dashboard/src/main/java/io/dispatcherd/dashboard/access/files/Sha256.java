package io.dispatcherd.dashboard.access.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of what is random and long, so that it needs neither salt nor slowness. */
final class Sha256 {
  private static final String ALGORITHM = "SHA-256";

  private Sha256() {}

  static byte[] of(byte[] content) {
    try {
      return MessageDigest.getInstance(ALGORITHM).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
