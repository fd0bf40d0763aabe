package io.dispatcherd.publish;

import io.dispatcherd.limits.ChunkLimits;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.ChunkFormatException;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Assembles the replies of one conversation. Used by one thread. */
final class ReplyCollector {
  private static final Logger log = LoggerFactory.getLogger(ReplyCollector.class);

  /** Has room for the largest reply that a service may be allowed, twice. */
  private static final ChunkLimits LIMITS =
      new ChunkLimits(ChunkLimits.DEFAULT.messages(), 200_000, 2 * ChunkLimits.DEFAULT.bytes());

  private final ChunkAssembler assembler;
  private final List<Reply> replies = new ArrayList<>();

  ReplyCollector(Duration atMost) {
    this.assembler = new ChunkAssembler(atMost, LIMITS, MessageLimits.OWN_TEXTS, new LimitHits());
  }

  /** Takes a reply or a chunk of one; anything else is logged and ignored. */
  void add(String payload) {
    try {
      Map<String, @Nullable Object> fields = Json.parseObject(payload);
      if (!Chunk.isChunk(fields)) {
        replies.add(new Reply(fields));
      } else if (MessageDecoder.decode(fields) instanceof Chunk chunk
          && assembler.add(chunk, Acknowledgeable.NONE, Instant.now())
              instanceof ChunkAssembler.Complete complete) {
        replies.add(new Reply(complete.object()));
      }
    } catch (ChunkFormatException e) {
      assembler.errored(e.messageId(), Instant.now());
      log.warn("Ignoring a part of a reply: {}", e.getMessage());
    } catch (MessageFormatException e) {
      log.warn("Ignoring a reply: {}", e.getMessage());
    }
  }

  List<Reply> replies() {
    return List.copyOf(replies);
  }
}
