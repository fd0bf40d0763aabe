package io.dispatcherd.limits;

/**
 * The bounds that hold for a service as a whole.
 *
 * @param message one message
 * @param chunks messages in assembly
 * @param commands what control clients ask for
 * @param undecided messages read from brokers that the event loop has not handled yet
 * @param undecidedFrameBytes bytes of frames from one worker that the event loop has not handled
 *     yet
 */
public record ServiceLimits(
    MessageLimits message,
    ChunkLimits chunks,
    CommandLimits commands,
    int undecided,
    int undecidedFrameBytes) {
  /** The defaults of all parts; 10,000 unhandled messages, 16 MiB from each worker. */
  public static final ServiceLimits DEFAULT =
      new ServiceLimits(
          MessageLimits.DEFAULT, ChunkLimits.DEFAULT, CommandLimits.DEFAULT, 10_000, 16 << 20);
}
