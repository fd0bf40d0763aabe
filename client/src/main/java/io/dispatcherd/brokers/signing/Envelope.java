package io.dispatcherd.brokers.signing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON object with a signature, which is one more member of it, the last one. Peers that don't
 * know signatures ignore it like any unknown field.
 *
 * <p>It is added and removed as text, without parsing: the exact text is signed, and no text is
 * processed before its signature has been checked.
 *
 * @param text the object as it was before it was signed
 * @param stamp which key signed it, when, and a value that no two signatures have in common
 * @param mac 32 bytes as base64 for URLs, without padding
 */
record Envelope(String text, Stamp stamp, String mac) {
  /** Where a signature is, quotes included: in a JSON text, nothing within a string looks so. */
  private static final String NAME = "\"__dispatcherd_signature__\"";

  private static final String VERSION = "v1";
  private static final Pattern MEMBER =
      Pattern.compile(
          NAME
              + ":\""
              + VERSION
              + "\\.([A-Za-z0-9_-]{1,32})\\.([0-9]{1,15})\\.([A-Za-z0-9_-]{1,43})"
              + "\\.([A-Za-z0-9_-]{43})\"}");

  /**
   * What a signature says about itself.
   *
   * @param millis when it was made, in milliseconds since the epoch
   */
  record Stamp(String keyId, long millis, String nonce) {
    /** With the version in front, as it is sent. */
    String text() {
      return String.join(".", VERSION, keyId, Long.toString(millis), nonce);
    }
  }

  /** Whether a signature can be put into this text. */
  static boolean fits(String text) {
    return text.length() >= 2 && text.startsWith("{") && text.endsWith("}");
  }

  /** The text to send. */
  String sealed() {
    String body = text.substring(0, text.length() - 1);
    String separator = isEmptyObject(body) ? "" : ",";
    return body + separator + NAME + ":\"" + stamp.text() + "." + mac + "\"}";
  }

  /** How many bytes a signature adds at most. */
  static int size(Stamp stamp) {
    return ",:\"\".".length() + NAME.length() + stamp.text().length() + Macs.TEXT_LENGTH;
  }

  /** Whether the text has a member with the signature's name, well-formed or not. */
  static boolean isIn(String sealed) {
    return sealed.contains(NAME);
  }

  /** Takes a text apart; empty if it doesn't end in a well-formed signature. */
  static Optional<Envelope> of(String sealed) {
    int start = sealed.lastIndexOf(NAME);
    if (start < 1 || sealed.charAt(0) != '{') {
      return Optional.empty();
    }
    Matcher member = MEMBER.matcher(sealed).region(start, sealed.length());
    if (!member.matches()) {
      return Optional.empty();
    }
    boolean separated = sealed.charAt(start - 1) == ',';
    String body = sealed.substring(0, separated ? start - 1 : start);
    if (separated == isEmptyObject(body)) {
      return Optional.empty();
    }
    Stamp stamp = new Stamp(member.group(1), Long.parseLong(member.group(2)), member.group(3));
    return Optional.of(new Envelope(body + "}", stamp, member.group(4)));
  }

  private static boolean isEmptyObject(String body) {
    return body.substring(1).isBlank();
  }

  /** Without the text, which may be confidential. */
  @Override
  public String toString() {
    return "envelope of " + text.length() + " characters";
  }
}
