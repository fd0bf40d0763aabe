package io.dispatcherd.brokers.signing;

import java.util.Locale;

/** Why a text isn't accepted. */
public enum Refusal {
  /** It has no signature, and one is required. */
  UNSIGNED,
  /** It has a member with the signature's name that isn't a signature. */
  MALFORMED,
  /** It is signed with a key whose id isn't known here. */
  UNKNOWN_KEY,
  /** The signature doesn't match the text, the channel or the key. */
  FORGED,
  /** It was signed too long ago. */
  EXPIRED,
  /** It was signed too far ahead of this machine's clock. */
  AHEAD,
  /** It has been received before. */
  REPLAYED,
  /** It may have been received before: messages signed at that time have been forgotten. */
  FORGOTTEN;

  /** As counts name it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
