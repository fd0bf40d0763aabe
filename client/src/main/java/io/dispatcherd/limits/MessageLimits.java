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
   * The most bytes that can be allowed: what a worker is sent may be written anew, in which {@code
   * 1e6} becomes {@code 1000000.0}, and has to fit the line to it.
   */
  public static final int MOST_BYTES = 24 << 20;

  /** The deepest nesting that can be allowed: reading and writing need the stack for each level. */
  public static final int DEEPEST = 500;

  /** The longest number that can be allowed: what is done with one takes time, not just room. */
  public static final int LONGEST_NUMBER = 1_000;

  /** More than a message ever stands in: two in a reply, one more where replies are listed. */
  private static final int LEVELS_OF_ENVELOPES = 12;

  /** 16 MiB, 500 levels, 1,000 characters. */
  public static final MessageLimits DEFAULT = new MessageLimits(16 << 20, DEEPEST, LONGEST_NUMBER);

  /**
   * For texts of our own: frames, replies, what has been let in before. The bounds rule the door;
   * behind it a number may be written anew with more characters, and what is as deep as it may be
   * stands within an envelope.
   */
  public static final MessageLimits OWN_TEXTS =
      new MessageLimits(Integer.MAX_VALUE, DEEPEST + LEVELS_OF_ENVELOPES, Integer.MAX_VALUE);
}
