package io.dispatcherd.testing;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what a broker delivers, whole or in chunks. For one thread. */
final class WholeMessages {
  private final ChunkAssembler assembler = new ChunkAssembler(Duration.ofHours(1));

  /** The message that this payload is or completes, whichever way its characters are written. */
  Optional<String> add(String payload) {
    boolean isChunk =
        Json.parse(payload) instanceof Map<?, ?> fields
            && fields.containsKey("__dispatcherd_chunk__");
    if (!isChunk) {
      return Optional.of(Json.write(Json.parse(payload)));
    }
    Chunk chunk = (Chunk) MessageDecoder.decode(payload);
    return assembler.add(chunk, Acknowledgeable.NONE, Instant.now())
            instanceof ChunkAssembler.Complete complete
        ? Optional.of(Json.write(complete.object()))
        : Optional.empty();
  }

  /** Receives until this many messages are there or the time is up, and returns what came. */
  static List<String> collect(int count, Duration atMost, Receiver receiver)
      throws InterruptedException {
    WholeMessages whole = new WholeMessages();
    List<String> messages = new ArrayList<>();
    long start = System.nanoTime();
    while (messages.size() < count) {
      Duration left = atMost.minusNanos(System.nanoTime() - start);
      if (left.isNegative()) {
        break;
      }
      receiver.receive(left).forEach(payload -> whole.add(payload).ifPresent(messages::add));
    }
    return messages;
  }

  /** Where payloads come from. */
  @FunctionalInterface
  interface Receiver {
    List<String> receive(Duration atMost) throws InterruptedException;
  }
}
