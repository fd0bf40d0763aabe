package io.dispatcherd.config.source;

import java.util.Optional;

/**
 * Text of the environment that the JVM couldn't decode: in the locale C it takes nothing but ASCII,
 * and puts a replacement character for every other byte.
 */
public final class UnreadableText {
  private static final char REPLACEMENT = '\uFFFD';

  private UnreadableText() {}

  /** What is wrong with the value of an environment variable, if something is; never quotes it. */
  public static Optional<String> problem(String variable, String value) {
    return value.indexOf(REPLACEMENT) < 0
        ? Optional.empty()
        : Optional.of(
            "the environment variable "
                + variable
                + " has characters that Java can't read in this locale; set LC_ALL=C.UTF-8 for this"
                + " program");
  }
}
