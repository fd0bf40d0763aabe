package io.dispatcherd.messages;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A chunk that can't be used. If its message is known, that message is refused too. */
public final class ChunkFormatException extends MessageFormatException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String messageId;

  ChunkFormatException(String message, @Nullable String messageId) {
    super(message);
    this.messageId = messageId;
  }

  /** The id of the message that the chunk belongs to, if the chunk had a readable one. */
  public Optional<String> messageId() {
    return Optional.ofNullable(messageId);
  }
}
