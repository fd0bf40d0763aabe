package io.dispatcherd.limits;

/**
 * The bounds that hold for a service as a whole.
 *
 * @param message one message
 * @param chunks messages in assembly
 * @param commands what control clients ask for
 * @param undecided messages that were read from brokers and aren't decided about yet
 * @param undecidedFrameBytes what was read of one worker and isn't decided about yet
 */
public record ServiceLimits(
    MessageLimits message,
    ChunkLimits chunks,
    CommandLimits commands,
    int undecided,
    int undecidedFrameBytes) {
  /** The defaults of all parts; 10,000 undecided messages, 16 MiB of each worker. */
  public static final ServiceLimits DEFAULT =
      new ServiceLimits(
          MessageLimits.DEFAULT, ChunkLimits.DEFAULT, CommandLimits.DEFAULT, 10_000, 16 << 20);
}
