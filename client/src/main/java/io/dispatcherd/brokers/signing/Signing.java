package io.dispatcherd.brokers.signing;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.config.SigningSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a broker does to texts just before they leave, and just after they have come: it splits
 * them, and signs and checks them if that is configured.
 *
 * <p>A signature holds for one channel of one broker, and is accepted once. Implementations are
 * thread-safe. One belongs to one broker, since it remembers what that broker has received.
 */
public interface Signing {
  /** Signs nothing, accepts everything. */
  Signing NONE = new NoSigning();

  /**
   * Signing as configured.
   *
   * @param broker the {@linkplain io.dispatcherd.brokers.Broker#name name} of the broker
   * @param settings absent for {@link #NONE}
   */
  static Signing of(String broker, Optional<SigningSettings> settings) {
    return settings
        .<Signing>map(known -> new HmacSigning(broker, known, InstantSource.system()))
        .orElse(NONE);
  }

  /**
   * The texts to send in place of a message: one, or several chunks if it is too large, each signed
   * on its own.
   *
   * @param channel where they go
   * @param message the whole message
   * @param maxBytes how many bytes each may take in UTF-8, signature included
   * @throws IllegalArgumentException if it is to be signed and isn't a JSON object
   */
  List<String> seal(String channel, String message, int maxBytes);

  /**
   * The text to keep in place of a message, signed and in one piece however large it is; of what
   * isn't signed the very text.
   *
   * @param channel where it waits
   * @param message the whole message
   * @throws IllegalArgumentException if it is to be signed and isn't a JSON object
   */
  String sealKept(String channel, String message);

  /**
   * Checks a text that came.
   *
   * @param channel where it came from
   * @return the text as it was before it was signed
   * @throws UnverifiedMessageException if it isn't accepted, which has been counted
   */
  String open(String channel, String text);

  /** As {@link #open}, for what a broker has kept: however old, and however often it comes. */
  String openKept(String channel, String text);

  /**
   * Checks what came over a subscription, once.
   *
   * @param channel where it came from
   * @param text as it came
   * @param delivery makes the delivery of a channel and the text without its signature; of one that
   *     isn't accepted it is given the empty text
   */
  Received check(String channel, String text, BiFunction<String, String, Delivery> delivery);

  /**
   * As {@link #check}, for what a broker has kept: however old the signature is, and however often
   * the same text comes.
   */
  Received checkKept(String channel, String text, BiFunction<String, String, Delivery> delivery);

  /**
   * Checks replies to a command. Those that aren't accepted are left out, with a line of the log.
   *
   * @param replyTo the channel that they came from
   */
  List<String> verifyReplies(String replyTo, List<String> received);

  /** What the {@code producers} command shows about this; empty if nothing is checked. */
  Map<String, Object> status();
}
