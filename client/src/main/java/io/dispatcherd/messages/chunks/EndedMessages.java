package io.dispatcherd.messages.chunks;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids of ended messages, so that a late or repeated chunk isn't taken for the first of a new
 * message. Remembers a limited number, each for a limited time. Owned by its {@link
 * ChunkAssembler}.
 */
final class EndedMessages {
  private final int most;
  private final Duration rememberedFor;

  /** By message id, when it ended; the oldest first. */
  private final Map<String, Instant> ids = new LinkedHashMap<>();

  EndedMessages(int most, Duration rememberedFor) {
    this.most = most;
    this.rememberedFor = rememberedFor;
  }

  void add(String messageId, Instant now) {
    ids.remove(messageId); // So that it becomes the youngest.
    ids.put(messageId, now);
    if (ids.size() > most) {
      ids.remove(ids.keySet().iterator().next());
    }
  }

  boolean contains(String messageId, Instant now) {
    forgetOlder(now);
    return ids.containsKey(messageId);
  }

  /** It may begin anew. */
  void forget(String messageId) {
    ids.remove(messageId);
  }

  private void forgetOlder(Instant now) {
    Iterator<Instant> oldest = ids.values().iterator();
    while (oldest.hasNext() && !oldest.next().plus(rememberedFor).isAfter(now)) {
      oldest.remove();
    }
  }
}
