package io.dispatcherd.service.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Messages signed at another time than now, made as the documentation of the format says. */
final class OldMessages {
  private OldMessages() {}

  /**
   * A signed message for {@code pg_notify}.
   *
   * @param offset when it is signed, in milliseconds from now
   */
  static String sealed(String key, String channel, String message, long offset) {
    String stamp = "v1.default." + Instant.now().plusMillis(offset).toEpochMilli() + ".nonce";
    String signed =
        "dispatcherd\n%s\npg_notify\n%d\n%s\n%s"
            .formatted(stamp, channel.getBytes(UTF_8).length, channel, message);
    return "%s,\"__dispatcherd_signature__\":\"%s.%s\"}"
        .formatted(message.substring(0, message.length() - 1), stamp, mac(key, signed));
  }

  private static String mac(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
