package io.dispatcherd.brokers.signing;

import io.dispatcherd.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 with one key. Thread-safe: each call uses an instance of the algorithm of its own,
 * and there are as many as there were calls at the same time.
 */
final class Macs {
  /** 32 bytes as base64 without padding. */
  static final int TEXT_LENGTH = 43;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final Queue<Mac> idle = new ConcurrentLinkedQueue<>();

  Macs(Secret key) {
    this.key = new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** What belongs to the parts one after the other, as text. */
  String of(String head, String text) {
    Mac idleOne = idle.poll();
    Mac mac = idleOne == null ? create() : idleOne;
    mac.update(head.getBytes(StandardCharsets.UTF_8));
    byte[] result = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    idle.add(mac);
    return BASE64.encodeToString(result);
  }

  private Mac create() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
