package io.dispatcherd.limits;

/**
 * How large one message may be.
 *
 * @param bytes its whole text in UTF-8
 * @param nesting lists and objects within each other
 * @param numberLength characters of one number
 */
public record MessageLimits(int bytes, int nesting, int numberLength) {
  /**
   * The most bytes that can be allowed: a message is rewritten for a worker, where {@code 1e6}
   * becomes {@code 1000000.0}, and has to fit into a frame.
   */
  public static final int MOST_BYTES = 24 << 20;

  /** The deepest nesting that can be allowed: reading and writing take stack for each level. */
  public static final int DEEPEST = 500;

  /** The longest number that can be allowed: long ones take time, not only memory. */
  public static final int LONGEST_NUMBER = 1_000;

  /** More levels than ever surround a message: two in a reply, one more in a list of replies. */
  private static final int LEVELS_OF_ENVELOPES = 12;

  /** 16 MiB, 500 levels, 1,000 characters. */
  public static final MessageLimits DEFAULT = new MessageLimits(16 << 20, DEEPEST, LONGEST_NUMBER);

  /**
   * For texts that this project writes: frames, replies, accepted messages. Bounds apply where a
   * message arrives. After that, rewriting may lengthen a number, and an envelope adds levels.
   */
  public static final MessageLimits OWN_TEXTS =
      new MessageLimits(Integer.MAX_VALUE, DEEPEST + LEVELS_OF_ENVELOPES, Integer.MAX_VALUE);
}
