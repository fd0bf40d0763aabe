package io.dispatcherd.config.sections;

import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.limits.ChunkLimits;
import io.dispatcherd.limits.CommandLimits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.limits.ServiceLimits;
import java.util.List;

/** The bounds in section {@code service.main_kwargs}. */
final class ServiceLimitsTable {
  private static final Option<Integer> MESSAGE_BYTES =
      Option.of(
              "max_message_bytes",
              OptionTypes.size(1024, MessageLimits.MOST_BYTES),
              "The largest message, whole or assembled from chunks; larger ones are refused.")
          .orElse(MessageLimits.DEFAULT.bytes());
  private static final Option<Integer> MESSAGE_NESTING =
      Option.of(
              "max_message_nesting",
              OptionTypes.integer(10, MessageLimits.DEEPEST),
              "How deep lists and objects of a message may be nested; deeper ones are refused.")
          .orElse(MessageLimits.DEFAULT.nesting());
  private static final Option<Integer> NUMBER_LENGTH =
      Option.of(
              "max_number_length",
              OptionTypes.integer(20, MessageLimits.LONGEST_NUMBER),
              "The longest number in a message, in characters; messages with longer ones are"
                  + " refused.")
          .orElse(MessageLimits.DEFAULT.numberLength());
  private static final Option<Integer> CHUNKED_MESSAGES =
      Option.of(
              "max_chunked_messages",
              OptionTypes.integerFrom(1),
              "Incomplete messages kept at a time; beyond it the oldest are dropped.")
          .orElse(ChunkLimits.DEFAULT.messages());
  private static final Option<Integer> CHUNKS =
      Option.of(
              "max_chunks",
              OptionTypes.integerFrom(2),
              "Chunks of incomplete messages kept at a time; beyond it the oldest messages are"
                  + " dropped.")
          .orElse(ChunkLimits.DEFAULT.chunks());
  private static final Option<Integer> CHUNK_BYTES =
      Option.of(
              "max_chunk_bytes",
              OptionTypes.sizeFrom(1024),
              "Memory for chunks of incomplete messages, two bytes for each character; beyond it"
                  + " the oldest messages are dropped.")
          .orElse(ChunkLimits.DEFAULT.bytes());
  private static final Option<Integer> UNDECIDED =
      Option.of(
              "max_undecided_messages",
              OptionTypes.integerFrom(1),
              "Messages read from brokers that the event loop has not handled yet; beyond it"
                  + " reading from brokers pauses.")
          .orElse(ServiceLimits.DEFAULT.undecided());
  private static final Option<Integer> UNDECIDED_FRAME_BYTES =
      Option.of(
              "max_undecided_frame_bytes",
              OptionTypes.sizeFrom(1024),
              "Frames from one worker that the event loop has not handled yet, plus 256 bytes for"
                  + " each; beyond it reading from that worker pauses.")
          .orElse(ServiceLimits.DEFAULT.undecidedFrameBytes());
  private static final Option<Integer> DELAYED_COMMANDS =
      Option.of(
              "max_delayed_commands",
              OptionTypes.integerFrom(0),
              "Control commands with a delay that are waiting; beyond it new ones are refused.")
          .orElse(CommandLimits.DEFAULT.delayed());
  private static final Option<Integer> SLOW_COMMANDS =
      Option.of(
              "max_slow_commands",
              OptionTypes.integerFrom(1),
              "Slow control commands, such as memory, at once; others are answered with an error.")
          .orElse(CommandLimits.DEFAULT.slow());
  private static final Option<Integer> REPLY_BYTES =
      Option.of(
              "max_reply_bytes",
              OptionTypes.size(1024, 48 << 20),
              "The largest reply to a control command; instead of a larger one an error is sent.")
          .orElse(CommandLimits.DEFAULT.replyBytes());
  private static final Option<Integer> UNSENT_REPLY_BYTES =
      Option.of(
              "max_unsent_reply_bytes",
              OptionTypes.sizeFrom(1024),
              "Memory for replies that wait for one slow broker; beyond it new ones are dropped.")
          .orElse(CommandLimits.DEFAULT.unsentReplyBytes());

  static final List<Option<?>> OPTIONS =
      List.of(
          MESSAGE_BYTES,
          MESSAGE_NESTING,
          NUMBER_LENGTH,
          CHUNKED_MESSAGES,
          CHUNKS,
          CHUNK_BYTES,
          UNDECIDED,
          UNDECIDED_FRAME_BYTES,
          DELAYED_COMMANDS,
          SLOW_COMMANDS,
          REPLY_BYTES,
          UNSENT_REPLY_BYTES);

  private ServiceLimitsTable() {}

  static ServiceLimits limits(SectionValues main) {
    return new ServiceLimits(
        new MessageLimits(
            main.get(MESSAGE_BYTES), main.get(MESSAGE_NESTING), main.get(NUMBER_LENGTH)),
        new ChunkLimits(main.get(CHUNKED_MESSAGES), main.get(CHUNKS), main.get(CHUNK_BYTES)),
        new CommandLimits(
            main.get(DELAYED_COMMANDS),
            main.get(SLOW_COMMANDS),
            main.get(REPLY_BYTES),
            main.get(UNSENT_REPLY_BYTES)),
        main.get(UNDECIDED),
        main.get(UNDECIDED_FRAME_BYTES));
  }
}
