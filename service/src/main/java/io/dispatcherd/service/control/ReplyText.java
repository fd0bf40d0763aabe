package io.dispatcherd.service.control;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes replies as JSON text, and an error in place of one that is too large or can't be written.
 * Thread-safe.
 *
 * @param maxBytes the largest reply
 */
public record ReplyText(int maxBytes, LimitHits hits) {
  private static final Logger log = LoggerFactory.getLogger(ReplyText.class);
  private static final String NODE_ID = "node_id";
  private static final String ACK = "ack";

  public String of(Map<String, ? extends @Nullable Object> reply) {
    try {
      return Json.write(reply, maxBytes).orElseGet(() -> tooLarge(reply));
    } catch (MessageFormatException e) {
      log.error("Answered a command with an error: its reply can't be written", e);
      return inPlaceOf(reply, "error", "the reply can't be written: " + e.getMessage());
    }
  }

  private String tooLarge(Map<String, ? extends @Nullable Object> reply) {
    if (reply.get(ACK) instanceof Map<?, ?> taken) {
      // The task has been taken: to answer with an error would have it submitted again.
      return inPlaceOf(reply, ACK, named(taken));
    }
    String error = "the reply is larger than %d bytes; ask for less".formatted(maxBytes);
    hits.hit(Limit.REPLY_BYTES, "Answered a command with an error: " + error);
    return inPlaceOf(reply, "error", error);
  }

  private static Map<String, @Nullable Object> named(Map<?, ?> message) {
    Map<String, @Nullable Object> names = new LinkedHashMap<>();
    names.put("task", message.get("task"));
    names.put("uuid", message.get("uuid"));
    return names;
  }

  private static String inPlaceOf(
      Map<String, ? extends @Nullable Object> reply, String key, Object value) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(key, value);
    if (reply.containsKey(NODE_ID)) {
      answer.put(NODE_ID, reply.get(NODE_ID));
    }
    return Json.write(answer);
  }
}
