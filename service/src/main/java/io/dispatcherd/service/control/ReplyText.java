package io.dispatcherd.service.control;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes replies as JSON text, and an error in place of one that is too large. Thread-safe.
 *
 * @param maxBytes the largest reply
 */
public record ReplyText(int maxBytes, LimitHits hits) {
  private static final String NODE_ID = "node_id";

  public String of(Map<String, ? extends @Nullable Object> reply) {
    return Json.write(reply, maxBytes).orElseGet(() -> tooLarge(reply));
  }

  private String tooLarge(Map<String, ? extends @Nullable Object> reply) {
    String error = "the reply is larger than %d bytes; ask for less".formatted(maxBytes);
    hits.hit(Limit.REPLY_BYTES, "Answered a command with an error: " + error);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("error", error);
    if (reply.containsKey(NODE_ID)) {
      answer.put(NODE_ID, reply.get(NODE_ID));
    }
    return Json.write(answer);
  }
}
