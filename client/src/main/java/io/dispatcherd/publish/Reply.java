package io.dispatcherd.publish;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One service's answer to a command. Immutable.
 *
 * @param body the whole answer, {@code node_id} included: plain JSON values, in the order of the
 *     wire
 */
public record Reply(Map<String, @Nullable Object> body) {
  private static final String NODE_ID = "node_id";
  private static final String ERROR = "error";

  /** Keeps a copy of the body. */
  public Reply {
    body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
  }

  /**
   * Reads the JSON text of a reply.
   *
   * @throws MessageFormatException if it isn't a JSON object
   */
  public static Reply fromJson(String json) {
    if (!(Json.parse(json) instanceof Map<?, ?> object)) {
      throw new MessageFormatException("a reply must be a JSON object");
    }
    @SuppressWarnings("unchecked") // Json.parse makes no other maps
    Map<String, @Nullable Object> body = (Map<String, @Nullable Object>) object;
    return new Reply(body);
  }

  /** Which service answered; empty text if it didn't say. */
  public String nodeId() {
    return body.get(NODE_ID) instanceof String nodeId ? nodeId : "";
  }

  /** A value of the answer; null if it is absent, or null. */
  public @Nullable Object get(String key) {
    return body.get(key);
  }

  /** Why the command was not carried out; empty if it was. */
  public Optional<String> error() {
    return Optional.ofNullable(body.get(ERROR)).map(Object::toString);
  }

  /** Whether the command was not carried out. */
  public boolean isError() {
    return error().isPresent();
  }

  /** The answer as JSON text. */
  public String toJson() {
    return Json.write(body);
  }

  /** Only the sender and the keys: messages in a reply hold arguments. */
  @Override
  public String toString() {
    return "reply of " + nodeId() + " with " + body.keySet();
  }
}
