package io.dispatcherd.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects {@link Chunk}s, in any order and of several messages at a time, until a message is
 * whole.
 *
 * <p>Owned by one thread; nothing in it is guarded. It has no timer: its owner calls {@link
 * #expire} at {@link #nextExpiry}. What it holds is bounded by its {@link Limits}; beyond them the
 * message whose first chunk is oldest is dropped first, and its deliveries are settled as {@link
 * Outcome#REFUSED}.
 */
public final class ChunkAssembler {
  private static final Logger log = LoggerFactory.getLogger(ChunkAssembler.class);

  /** Under a flood, one line in this time says how many were dropped. */
  private static final Duration BETWEEN_DROP_WARNINGS = Duration.ofMinutes(1);

  private final Duration timeout;
  private final Limits limits;

  /** By message id, that of the oldest first chunk first. */
  private final Map<String, PartialMessage> partials = new LinkedHashMap<>();

  private int heldChunks;
  private long heldBytes;
  private long received;
  private long succeeded;
  private long errored;
  private long timedOut;
  private long dropped;
  private Instant nextDropWarning = Instant.MIN;

  /**
   * How much may be in assembly at a time.
   *
   * @param messages messages that have begun and aren't whole
   * @param chunks chunks of all of them together
   * @param bytes characters of all of them together, two bytes each
   */
  public record Limits(int messages, int chunks, long bytes) {
    /** 1,000 messages, 100,000 chunks, 128 MiB. */
    public static final Limits DEFAULT = new Limits(1_000, 100_000, 128L << 20);

    /** Checks that there is room for something. */
    public Limits {
      if (messages < 1 || chunks < 1 || bytes < 1) {
        throw new IllegalArgumentException("limits on chunks in assembly must be at least 1");
      }
    }
  }

  /** What a chunk led to. */
  public sealed interface Result {}

  /** More chunks are to come. */
  public record Incomplete() implements Result {}

  /**
   * The message is whole.
   *
   * @param text the original JSON text
   * @param object the same, parsed
   * @param settlement settles the deliveries of all of its chunks
   */
  public record Complete(String text, Map<String, @Nullable Object> object, Settlement settlement)
      implements Result {
    /** Without the text, which may be confidential. */
    @Override
    public String toString() {
      return "complete message of " + text.length() + " characters";
    }
  }

  /**
   * The message can't be assembled. It has been logged and counted, and the deliveries of its
   * chunks, this one included, have been settled.
   *
   * @param reason what is wrong with it
   */
  public record Errored(String reason) implements Result {}

  /** An assembler with {@link Limits#DEFAULT}. */
  public ChunkAssembler(Duration timeout) {
    this(timeout, Limits.DEFAULT);
  }

  /**
   * An assembler with limits of its own.
   *
   * @param timeout how long a message may take, from its first chunk on
   */
  public ChunkAssembler(Duration timeout, Limits limits) {
    this.timeout = timeout;
    this.limits = limits;
  }

  /** Takes one chunk. The chunk that replaces an equal index settles the earlier one. */
  public Result add(Chunk chunk, Settlement settlement, Instant now) {
    received++;
    String id = chunk.messageId();
    PartialMessage partial = partials.get(id);
    String objection = objection(chunk, partial);
    if (objection != null) {
      settlement.settle(Outcome.REFUSED);
      return spoil(id, objection);
    }
    if (partial == null) {
      partial = new PartialMessage(id, chunk.total(), now);
      partials.put(id, partial);
    }
    heldChunks -= partial.chunkCount();
    heldBytes -= partial.bytes();
    partial.put(chunk, settlement);
    heldChunks += partial.chunkCount();
    heldBytes += partial.bytes();
    if (partial.isWhole()) {
      remove(id);
      return complete(partial);
    }
    dropOldestBeyondLimits(now);
    return partials.containsKey(id)
        ? new Incomplete()
        : new Errored("there is no room for more chunks in assembly");
  }

  /**
   * Counts a chunk that could not even be decoded, and gives up the message that it belongs to. The
   * delivery of that chunk is left for the caller to settle.
   *
   * @param messageId from {@link ChunkFormatException#messageId}
   */
  public void errored(Optional<String> messageId) {
    received++;
    spoil(messageId.orElse("(unknown)"), "one of its chunks is malformed");
  }

  /** When the next message runs out of time; empty if none is in assembly. */
  public Optional<Instant> nextExpiry() {
    Iterator<PartialMessage> oldest = partials.values().iterator();
    return oldest.hasNext() ? Optional.of(expiryOf(oldest.next())) : Optional.empty();
  }

  /** Drops the messages whose time has run out, one line of the log each. */
  public void expire(Instant now) {
    for (PartialMessage partial : List.copyOf(partials.values())) {
      if (expiryOf(partial).isAfter(now)) {
        return; // the others began later
      }
      remove(partial.messageId());
      timedOut++;
      log.warn(
          "Incomplete message {} expired after {} s: {}",
          partial.messageId(),
          timeout.toSeconds(),
          partial.missing());
      partial.settlement().settle(Outcome.REFUSED);
    }
  }

  /** What was counted, and what is in assembly. */
  public ChunkStatus status(Instant now) {
    return new ChunkStatus(
        counts(), partials.values().stream().map(partial -> partial.status(now)).toList());
  }

  /** The numbers of {@link #status} alone, which cost nothing to tell. */
  public ChunkCounts counts() {
    return new ChunkCounts(received, succeeded, errored, timedOut, dropped, partials.size());
  }

  private @Nullable String objection(Chunk chunk, @Nullable PartialMessage partial) {
    if (partial != null && chunk.total() != partial.total()) {
      return "its chunks disagree on how many there are: %d and %d"
          .formatted(partial.total(), chunk.total());
    }
    if (chunk.total() > limits.chunks()) {
      return "it has %d chunks, at most %d can be assembled"
          .formatted(chunk.total(), limits.chunks());
    }
    return null;
  }

  private Result complete(PartialMessage partial) {
    String text = partial.joined();
    Settlement settlement = partial.settlement();
    String objection;
    try {
      Map<String, @Nullable Object> object = Json.parseObject(text);
      if (!object.containsKey(Chunk.VERSION_KEY)) {
        succeeded++;
        return new Complete(text, object, settlement);
      }
      objection = "its chunks together are another chunk";
    } catch (MessageFormatException e) {
      objection = "its chunks together are no JSON object: " + e.getMessage();
    }
    settlement.settle(Outcome.REFUSED);
    return error(partial.messageId(), objection);
  }

  private void dropOldestBeyondLimits(Instant now) {
    long before = dropped;
    while (partials.size() > limits.messages()
        || heldChunks > limits.chunks()
        || heldBytes > limits.bytes()) {
      String oldest = partials.keySet().iterator().next();
      dropped++;
      settleAndRemove(oldest);
    }
    if (dropped > before && !now.isBefore(nextDropWarning)) {
      nextDropWarning = now.plus(BETWEEN_DROP_WARNINGS);
      log.warn(
          "Too many chunks of incomplete messages; dropping the oldest messages first, {} so far",
          dropped);
    }
  }

  private Errored spoil(String messageId, String reason) {
    settleAndRemove(messageId);
    return error(messageId, reason);
  }

  private Errored error(String messageId, String reason) {
    errored++;
    log.error("Message {} can't be assembled: {}", messageId, reason);
    return new Errored(reason);
  }

  private void settleAndRemove(String messageId) {
    PartialMessage removed = remove(messageId);
    if (removed != null) {
      removed.settlement().settle(Outcome.REFUSED);
    }
  }

  private @Nullable PartialMessage remove(String messageId) {
    PartialMessage removed = partials.remove(messageId);
    if (removed != null) {
      heldChunks -= removed.chunkCount();
      heldBytes -= removed.bytes();
    }
    return removed;
  }

  private Instant expiryOf(PartialMessage partial) {
    return partial.startedAt().plus(timeout);
  }
}
