package io.dispatcherd.brokers.signing;

import java.util.Locale;

/** Why a text isn't accepted. */
public enum Refusal {
  /** It has no signature, and one is required. */
  UNSIGNED,
  /** Something in it is called a signature and can't be one. */
  MALFORMED,
  /** It is signed with a key whose id isn't known here. */
  UNKNOWN_KEY,
  /** The signature doesn't fit: the text, its channel or the key is another. */
  FORGED,
  /** It was signed too long ago. */
  EXPIRED,
  /** It was signed too far ahead of this machine's clock. */
  AHEAD,
  /** It has been received before. */
  REPLAYED,
  /** It may have been received before: what was signed then has been forgotten. */
  FORGOTTEN;

  /** As counts name it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
