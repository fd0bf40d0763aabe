package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a message, which stands in its text. Of a message without one it is that of its
 * properties, and is added to the text, so that it is the same at each attempt.
 *
 * @param uuid the identity
 * @param text the message with it
 */
record Identity(String uuid, String text) {
  /**
   * Finds it.
   *
   * @param other what it is if the text has none
   */
  static Identity of(String text, String other) {
    if (text.contains('"' + other + '"')) {
      return new Identity(other, text);
    }
    String own = ownOf(text);
    if (own != null) {
      return new Identity(own, text);
    }
    int end = text.lastIndexOf('}');
    if (end < 0) {
      return new Identity(other, text);
    }
    String before = text.substring(0, end).stripTrailing();
    String separator = before.endsWith("{") ? "" : ", ";
    return new Identity(other, before + separator + "\"uuid\": " + Json.write(other) + "}");
  }

  /** What the text says; null if it says nothing. One that can't be read is refused later. */
  private static @Nullable String ownOf(String text) {
    if (!text.contains("\"uuid\"")) {
      return null;
    }
    try {
      return Json.parseObject(text).get("uuid") instanceof String uuid ? uuid : null;
    } catch (MessageFormatException e) {
      return null;
    }
  }
}
