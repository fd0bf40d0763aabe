package io.dispatcherd.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.ConfigurationException;

/** A connection string is read or refused. */
public final class ConnectionStringFuzzer {
  private ConnectionStringFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      ConnectionParameters.parse(new String(input, UTF_8));
    } catch (ConfigurationException e) {
      // Refused in words.
    }
  }
}
