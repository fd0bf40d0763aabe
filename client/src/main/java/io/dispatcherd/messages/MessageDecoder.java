package io.dispatcherd.messages;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.MessageLimits;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes what a broker delivered into a message. Stateless and thread-safe. */
public final class MessageDecoder {
  private static final Logger log = LoggerFactory.getLogger(MessageDecoder.class);
  private static final int MAX_NAME = 500;

  /** What a bare task name looks like. Loaded only when needed, which is rare. */
  private static final class TaskName {
    static final Pattern PATTERN = Pattern.compile("[\\w$]+([.:-][\\w$]+)*");
  }

  private MessageDecoder() {}

  /**
   * Decodes one payload. A text that isn't JSON is taken as a bare task name if it can be one.
   *
   * @throws ChunkFormatException if it is a chunk that can't be used
   * @throws MessageFormatException if it is no usable message for another reason
   */
  public static Message decode(String payload) {
    return decode(payload, MessageLimits.DEFAULT);
  }

  /**
   * Decodes one payload within the given bounds.
   *
   * @throws ChunkFormatException if it is a chunk that can't be used
   * @throws MessageLimitException if it exceeds a bound
   * @throws MessageFormatException if it is no usable message for another reason
   */
  public static Message decode(String payload, MessageLimits limits) {
    checkSize(payload, limits.bytes());
    try {
      JsonReader reader = new JsonReader(payload, limits);
      Map<String, @Nullable Object> fields = Json.object(reader.read());
      // UTF-8, in which the text is passed on, can't encode unpaired surrogates.
      return decode(fields, reader.isAscii() ? payload : Json.escapeLoneSurrogates(payload));
    } catch (NotJsonException e) {
      return bareTaskName(payload.strip(), e);
    }
  }

  /**
   * Decodes the fields of one message, such as those of a complete one.
   *
   * @param fields as {@link Json#parseObject} gives them
   * @throws ChunkFormatException if it is a chunk that can't be used
   * @throws MessageFormatException if it is no usable message for another reason
   */
  public static Message decode(Map<String, @Nullable Object> fields) {
    return decode(fields, null);
  }

  private static Message decode(Map<String, @Nullable Object> fields, @Nullable String text) {
    if (fields.containsKey(Chunk.VERSION_KEY)) {
      return Chunk.of(fields);
    }
    return fields.containsKey(ControlMessage.CONTROL)
        ? ControlMessage.of(fields)
        : new TaskMessage(fields, text);
  }

  /** Refuses a message that is too large. */
  public static void checkSize(String payload, int maxBytes) {
    if (payload.length() > maxBytes || Json.bytesInUtf8(payload, maxBytes) > maxBytes) {
      throw new MessageLimitException(
          Limit.MESSAGE_BYTES, "a message of more than " + maxBytes + " bytes");
    }
  }

  private static TaskMessage bareTaskName(String text, NotJsonException cause) {
    if (text.length() > MAX_NAME || !TaskName.PATTERN.matcher(text).matches()) {
      throw new MessageFormatException(
          "neither a JSON object nor the name of a task: " + cause.getMessage());
    }
    log.warn("Message is not JSON; taking it as a bare task name: {}", text);
    return TaskMessage.named(text);
  }
}
