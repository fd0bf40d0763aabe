package io.dispatcherd.brokers;

/**
 * A message on its way out.
 *
 * @param channel where it goes
 * @param payload the whole JSON text
 */
public record Outgoing(String channel, String payload) {
  /** The channel and the size only: the payload may be confidential. */
  @Override
  public String toString() {
    return payload.length() + " characters to " + channel;
  }
}
