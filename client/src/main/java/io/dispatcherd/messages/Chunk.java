package io.dispatcherd.messages;

import java.util.Map;
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
  static final String VERSION_KEY = "__dispatcherd_chunk__";
  static final String VERSION = "v1";

  static Chunk of(Map<String, @Nullable Object> fields) {
    String messageId = fields.get("message_id") instanceof String id && !id.isEmpty() ? id : null;
    if (!VERSION.equals(fields.get(VERSION_KEY))) {
      throw new ChunkFormatException(
          "chunk of an unknown version, expected \"" + VERSION + "\"", messageId);
    }
    if (messageId == null) {
      throw new ChunkFormatException("chunk without a message_id string", null);
    }
    if (!(fields.get("index") instanceof Integer index)
        || !(fields.get("total") instanceof Integer total)) {
      throw new ChunkFormatException("chunk whose index or total is no integer", messageId);
    }
    if (index < 0 || index >= total) {
      throw new ChunkFormatException(
          "chunk with index " + index + " of " + total + " in all", messageId);
    }
    if (!(fields.get("payload") instanceof String payload)) {
      throw new ChunkFormatException("chunk whose payload is no string", messageId);
    }
    return new Chunk(messageId, index, total, payload);
  }
}
