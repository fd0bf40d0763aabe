package io.dispatcherd.limits;

/**
 * How much control clients may ask for.
 *
 * @param delayed commands with a delay that are waiting
 * @param slow slow commands at once
 * @param replyBytes the text of one reply
 * @param unsentReplyBytes bytes of replies that wait for one broker
 */
public record CommandLimits(int delayed, int slow, int replyBytes, int unsentReplyBytes) {
  /** 10,000 delayed ones, 16 slow ones, 32 MiB for a reply, 64 MiB for those that wait. */
  public static final CommandLimits DEFAULT = new CommandLimits(10_000, 16, 32 << 20, 64 << 20);
}
