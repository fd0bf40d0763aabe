package io.dispatcherd.limits;

/**
 * How much may be in assembly at a time.
 *
 * @param messages incomplete messages
 * @param chunks chunks of all of them together
 * @param bytes memory of their texts together, two bytes for each character
 */
public record ChunkLimits(int messages, int chunks, int bytes) {
  /** 1,000 messages, 100,000 chunks, 128 MiB. */
  public static final ChunkLimits DEFAULT = new ChunkLimits(1_000, 100_000, 128 << 20);

  /** Checks that there is room for something. */
  public ChunkLimits {
    if (messages < 1 || chunks < 1 || bytes < 1) {
      throw new IllegalArgumentException("limits on chunks in assembly must be at least 1");
    }
  }
}
