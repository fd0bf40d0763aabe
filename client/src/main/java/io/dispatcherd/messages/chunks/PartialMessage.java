package io.dispatcherd.messages.chunks;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Chunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The chunks of one message that have come so far. Owned by its {@link ChunkAssembler}. */
final class PartialMessage {
  private static final int MISSING_SHOWN = 10;

  private final String messageId;
  private final int total;
  private final Instant startedAt;

  /** By index. No array of {@code total} places: that is just what some message claims. */
  private final Map<Integer, Part> parts = new TreeMap<>();

  private long bytes;

  private record Part(String payload, Acknowledgeable delivery) {}

  PartialMessage(String messageId, int total, Instant startedAt) {
    this.messageId = messageId;
    this.total = total;
    this.startedAt = startedAt;
  }

  String messageId() {
    return messageId;
  }

  int total() {
    return total;
  }

  Instant startedAt() {
    return startedAt;
  }

  int chunkCount() {
    return parts.size();
  }

  /** Bytes of all payloads held. */
  long bytes() {
    return bytes;
  }

  boolean isWhole() {
    return parts.size() == total;
  }

  void put(Chunk chunk, Acknowledgeable delivery) {
    bytes += bytesOf(chunk.payload());
    Part earlier = parts.put(chunk.index(), new Part(chunk.payload(), delivery));
    if (earlier != null) {
      bytes -= bytesOf(earlier.payload());
      acknowledge(earlier.delivery(), new Acknowledgement.Discarded());
    }
  }

  String joined() {
    StringBuilder text = new StringBuilder();
    parts.values().forEach(part -> text.append(part.payload()));
    return text.toString();
  }

  /** Acknowledges the deliveries of all parts, whatever becomes of one of them. */
  Acknowledgeable deliveries() {
    List<Acknowledgeable> all = parts.values().stream().map(Part::delivery).toList();
    return acknowledgement ->
        CompletableFuture.allOf(
            all.stream()
                .map(each -> acknowledge(each, acknowledgement).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
  }

  /** What the delivery throws becomes a failed stage: it concerns nobody else. */
  static CompletionStage<Void> acknowledge(
      Acknowledgeable delivery, Acknowledgement acknowledgement) {
    try {
      return delivery.acknowledge(acknowledgement);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Which chunks haven't come, for the log. */
  String missing() {
    List<String> indexes = new ArrayList<>();
    for (int i = 0; i < total && indexes.size() < MISSING_SHOWN; i++) {
      if (!parts.containsKey(i)) {
        indexes.add(Integer.toString(i));
      }
    }
    int count = total - parts.size();
    return "%d of %d chunks missing, index %s%s"
        .formatted(count, total, String.join(", ", indexes), count > MISSING_SHOWN ? "…" : "");
  }

  ChunkStatus.Partial status(Instant now) {
    List<ChunkStatus.Part> chunks = new ArrayList<>();
    parts.forEach(
        (index, part) ->
            chunks.add(
                new ChunkStatus.Part(
                    index, part.payload().codePointCount(0, part.payload().length()))));
    return new ChunkStatus.Partial(
        messageId, Duration.between(startedAt, now), total, List.copyOf(chunks));
  }

  private static long bytesOf(String text) {
    return (long) text.length() * Character.BYTES;
  }
}
