package io.dispatcherd.messages;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One part of a message that was too large for its broker.
 *
 * @param messageId what the parts of one message have in common
 * @param index the part's place, from 0
 * @param total how many parts there are
 * @param payload a slice of the original JSON text
 */
public record Chunk(String messageId, int index, int total, String payload) implements Message {
  public static final String VERSION_KEY = "__dispatcherd_chunk__";
  static final String VERSION = "v1";
  private static final String MESSAGE_ID = "message_id";
  private static final String INDEX = "index";
  private static final String TOTAL = "total";
  private static final String PAYLOAD = "payload";

  /** Wider than the 32 hex digits that are sent, yet fit for a line of the log. */
  private static final Pattern READABLE_ID = Pattern.compile("[\\w.:-]{1,100}");

  /** Whether a JSON object with these fields is meant as a chunk, usable or not. */
  public static boolean isChunk(Map<String, ?> fields) {
    return fields.containsKey(VERSION_KEY);
  }

  static Chunk of(Map<String, @Nullable Object> fields) {
    String messageId =
        fields.get(MESSAGE_ID) instanceof String id && READABLE_ID.matcher(id).matches()
            ? id
            : null;
    if (!VERSION.equals(fields.get(VERSION_KEY))) {
      throw new ChunkFormatException(
          "chunk of an unknown version, expected \"" + VERSION + "\"", messageId);
    }
    if (messageId == null) {
      throw new ChunkFormatException(
          "chunk without a message_id string of 1 to 100 letters and digits", null);
    }
    if (!(fields.get(INDEX) instanceof Integer index)
        || !(fields.get(TOTAL) instanceof Integer total)) {
      throw new ChunkFormatException("chunk whose index or total is no integer", messageId);
    }
    if (index < 0 || index >= total) {
      throw new ChunkFormatException(
          "chunk with index " + index + " of " + total + " in all", messageId);
    }
    if (!(fields.get(PAYLOAD) instanceof String payload)) {
      throw new ChunkFormatException("chunk whose payload is no string", messageId);
    }
    return new Chunk(messageId, index, total, payload);
  }

  /** The chunk as JSON text. */
  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(VERSION_KEY, VERSION);
    fields.put(MESSAGE_ID, messageId);
    fields.put(INDEX, index);
    fields.put(TOTAL, total);
    fields.put(PAYLOAD, payload);
    return Json.write(fields);
  }

  /** Without the payload, which may be confidential. */
  @Override
  public String toString() {
    return "chunk " + index + " of " + total + " of message " + messageId;
  }
}
