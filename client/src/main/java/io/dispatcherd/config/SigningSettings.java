package io.dispatcherd.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a broker signs what it sends and checks what it receives: {@code brokers.<name>.signing}.
 *
 * @param keys the keys that are accepted, by their ids of 1 to 32 letters, digits, {@code _} and
 *     {@code -}; each of at least {@value #LEAST_KEY_BYTES} bytes of UTF-8
 * @param signWith the id of the key that signs
 * @param maxAge by how much the time of a signature may differ from this machine's clock
 * @param required whether a message without a signature is refused; one with a wrong signature
 *     always is
 * @param replayMemory how many messages are remembered, so that each is accepted once
 * @param notes warnings about the keys for the log
 */
public record SigningSettings(
    Map<String, Secret> keys,
    String signWith,
    Duration maxAge,
    boolean required,
    int replayMemory,
    List<String> notes) {
  /** As long as what HMAC-SHA256 makes; a shorter key would be the weakest part. */
  public static final int LEAST_KEY_BYTES = 32;

  /** What the key is called if it is given without an id. */
  public static final String ONLY_KEY = "default";

  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /** Settings without notes. */
  public SigningSettings(
      Map<String, Secret> keys,
      String signWith,
      Duration maxAge,
      boolean required,
      int replayMemory) {
    this(keys, signWith, maxAge, required, replayMemory, List.of());
  }

  /**
   * Copies the keys and checks the values.
   *
   * @throws IllegalArgumentException if one can't be used; the text never shows a key
   */
  public SigningSettings {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    notes = List.copyOf(notes);
    keys.forEach(SigningSettings::check);
    if (!keys.containsKey(signWith)) {
      throw new IllegalArgumentException(
          "there is no key \"" + signWith + "\" to sign with among " + keys.keySet());
    }
    if (maxAge.toMillis() < 1) {
      throw new IllegalArgumentException("maxAge must be a millisecond or more");
    }
    if (replayMemory < 1) {
      throw new IllegalArgumentException("replayMemory must be at least 1");
    }
  }

  /** Whether a key may be called this. */
  public static boolean isKeyId(String id) {
    return KEY_ID.matcher(id).matches();
  }

  public static int bytesOf(Secret key) {
    return key.reveal().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void check(String id, Secret key) {
    if (!isKeyId(id)) {
      throw new IllegalArgumentException(
          "the id of a key must be 1 to 32 letters, digits, _ and -");
    }
    if (bytesOf(key) < LEAST_KEY_BYTES) {
      throw new IllegalArgumentException(
          "key \"%s\" has %d bytes, at least %d are needed"
              .formatted(id, bytesOf(key), LEAST_KEY_BYTES));
    }
  }
}
