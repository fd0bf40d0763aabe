package io.dispatcherd.dashboard.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs texts that a browser keeps for us, so that none but ours comes back. Each use has keys of
 * its own. Immutable.
 */
public final class Seal {
  /** How long a key is. */
  public static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;

  /** For one use, with the key of this dashboard. */
  public Seal(byte[] key, String use) {
    this.key = new SecretKeySpec(mac(new SecretKeySpec(key, ALGORITHM), use), ALGORITHM);
  }

  /** With a key that ends with this process. */
  public static Seal passing(String use) {
    return new Seal(randomBytes(KEY_BYTES), use);
  }

  /** So many, which nobody can guess. */
  public static byte[] randomBytes(int number) {
    byte[] bytes = new byte[number];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** These, in characters that a cookie may have. */
  public static String encoded(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /** The text with its signature, in characters that a cookie may have. */
  public String close(String text) {
    String content = encoded(text.getBytes(UTF_8));
    return content + "." + encoded(mac(key, content));
  }

  /** The text, if this seal has closed it. */
  public Optional<String> open(String sealed) {
    int dot = sealed.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String content = sealed.substring(0, dot);
    byte[] expected = encoded(mac(key, content)).getBytes(UTF_8);
    if (!MessageDigest.isEqual(expected, sealed.substring(dot + 1).getBytes(UTF_8))) {
      return Optional.empty();
    }
    return Optional.of(new String(Base64.getUrlDecoder().decode(content), UTF_8));
  }

  private static byte[] mac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
