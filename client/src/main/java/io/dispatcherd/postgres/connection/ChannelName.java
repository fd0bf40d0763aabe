package io.dispatcherd.postgres.connection;

import java.nio.charset.StandardCharsets;

/** Checks and quotes names of PostgreSQL channels. */
public final class ChannelName {
  /** PostgreSQL's NAMEDATALEN, less the terminator. Longer names would be cut off by LISTEN. */
  static final int MAX_BYTES = 63;

  private ChannelName() {}

  /**
   * Returns the name if it is valid.
   *
   * @throws IllegalArgumentException if not; the text names it
   */
  public static String check(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "channel name \"" + name + "\" is blank; it needs 1 to " + MAX_BYTES + " bytes");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "channel name \""
              + name
              + "\" is too long: PostgreSQL takes "
              + MAX_BYTES
              + " bytes of UTF-8, it has "
              + bytes);
    }
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("channel name contains the character NUL");
    }
    return name;
  }

  /** The name as an SQL identifier. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
