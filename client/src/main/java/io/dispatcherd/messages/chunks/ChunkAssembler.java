package io.dispatcherd.messages.chunks;

import io.dispatcherd.limits.ChunkLimits;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.limits.PacedLog;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.ChunkFormatException;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.MessageLimitException;
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
import org.slf4j.event.Level;

/**
 * Collects {@link Chunk}s, in any order and of several messages at a time, until a message is
 * whole.
 *
 * <p>Owned by one thread; nothing in it is guarded. It has no timer: its owner calls {@link
 * #expire} at {@link #nextExpiry}. What it holds is bounded by {@link ChunkLimits}; beyond them the
 * message whose first chunk is oldest is dropped first, and its deliveries are acknowledged as
 * {@link Acknowledgement.Rejected}. A chunk that comes again of a message that is whole, or was
 * given up for whatever reason, begins no new one for as long as a message may take.
 */
public final class ChunkAssembler {
  private static final Logger log = LoggerFactory.getLogger(ChunkAssembler.class);

  private static final Acknowledgement NO_ROOM =
      new Acknowledgement.Rejected(
          Acknowledgement.Reason.NO_ROOM, "there is no room for more chunks in assembly");

  private final PacedLog errors = new PacedLog(log, Level.ERROR);
  private final PacedLog expiries = new PacedLog(log, Level.WARN);
  private final Duration timeout;
  private final ChunkLimits limits;
  private final MessageLimits messageLimits;
  private final LimitHits hits;

  /** By message id, that of the oldest first chunk first. */
  private final Map<String, PartialMessage> partials = new LinkedHashMap<>();

  private final EndedMessages givenUp;

  /** Those that became whole, unless their brokers are to offer them again. */
  private final EndedMessages assembled;

  private int heldChunks;
  private long heldBytes;
  private long received;
  private long succeeded;
  private long errored;
  private long timedOut;
  private long dropped;

  /** What a chunk led to. */
  public sealed interface Result {}

  /** More chunks are to come. */
  public record Incomplete() implements Result {}

  /**
   * The message was given up before, or is whole already. The delivery of this chunk has been
   * acknowledged.
   */
  public record Late() implements Result {}

  /**
   * The message is whole.
   *
   * @param text the original JSON text
   * @param object the same, parsed
   * @param deliveries acknowledges those of all of its chunks; to be told by the owner's thread
   */
  public record Complete(
      String text, Map<String, @Nullable Object> object, Acknowledgeable deliveries)
      implements Result {
    /** Without the text, which may be confidential. */
    @Override
    public String toString() {
      return "complete message of " + text.length() + " characters";
    }
  }

  /**
   * The message can't be assembled. It has been logged and counted, and the deliveries of its
   * chunks, this one included, have been acknowledged.
   *
   * @param reason what is wrong with it
   */
  public record Errored(String reason) implements Result {}

  /** An assembler with the default limits, whose hits nobody asks for. */
  public ChunkAssembler(Duration timeout) {
    this(timeout, ChunkLimits.DEFAULT, MessageLimits.DEFAULT, new LimitHits());
  }

  /**
   * An assembler with limits of its own.
   *
   * @param timeout how long a message may take, from its first chunk on
   * @param limits how much may be in assembly
   * @param messageLimits what holds for the whole message
   * @param hits where it is counted that a limit was hit
   */
  public ChunkAssembler(
      Duration timeout, ChunkLimits limits, MessageLimits messageLimits, LimitHits hits) {
    this.timeout = timeout;
    this.limits = limits;
    this.messageLimits = messageLimits;
    this.hits = hits;
    givenUp = new EndedMessages(limits.messages(), timeout);
    assembled = new EndedMessages(limits.messages(), timeout);
  }

  /** Takes one chunk. The chunk that replaces an equal index acknowledges the earlier one. */
  public Result add(Chunk chunk, Acknowledgeable delivery, Instant now) {
    received++;
    String id = chunk.messageId();
    if (givenUp.contains(id, now)) {
      PartialMessage.acknowledge(delivery, malformed("its message was given up"));
      return new Late();
    }
    if (assembled.contains(id, now)) {
      PartialMessage.acknowledge(delivery, new Acknowledgement.Discarded());
      return new Late();
    }
    PartialMessage partial = partials.get(id);
    Objection objection = objection(chunk, partial);
    if (objection != null) {
      PartialMessage.acknowledge(delivery, malformed(objection.reason()));
      return spoil(id, objection, now);
    }
    if (partial == null) {
      partial = new PartialMessage(id, chunk.total(), now);
      partials.put(id, partial);
    }
    heldChunks -= partial.chunkCount();
    heldBytes -= partial.bytes();
    partial.put(chunk, delivery);
    heldChunks += partial.chunkCount();
    heldBytes += partial.bytes();
    if (partial.isWhole()) {
      remove(id);
      return complete(partial, now);
    }
    dropOldestBeyondLimits(now);
    return partials.containsKey(id)
        ? new Incomplete()
        : new Errored("there is no room for more chunks in assembly");
  }

  /**
   * Counts a chunk that could not even be decoded, and gives up the message that it belongs to. The
   * delivery of that chunk is left for the caller to acknowledge.
   *
   * @param messageId from {@link ChunkFormatException#messageId}
   */
  public void errored(Optional<String> messageId, Instant now) {
    received++;
    Objection objection = new Objection("one of its chunks is malformed");
    if (messageId.isEmpty()) {
      error("(unknown)", objection);
    } else if (!givenUp.contains(messageId.get(), now)) {
      spoil(messageId.get(), objection, now);
    }
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
      givenUp.add(partial.messageId(), now);
      timedOut++;
      expiries.say(
          "Incomplete message %s expired after %s: %s"
              .formatted(partial.messageId(), Amount.seconds(timeout), partial.missing()));
      partial.deliveries().acknowledge(malformed("some of its chunks did not come in time"));
    }
  }

  /**
   * Gives back what is in assembly: the service stops, and no more chunks come.
   *
   * @return how many messages
   */
  public int release() {
    List<PartialMessage> left = List.copyOf(partials.values());
    for (PartialMessage partial : left) {
      remove(partial.messageId());
      partial.deliveries().acknowledge(Acknowledgement.Released.AT_ONCE);
    }
    return left.size();
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

  /** Why a message is given up, and the bound that it exceeds if that is why. */
  private record Objection(String reason, @Nullable Limit limit) {
    Objection(String reason) {
      this(reason, null);
    }
  }

  private @Nullable Objection objection(Chunk chunk, @Nullable PartialMessage partial) {
    if (partial != null && chunk.total() != partial.total()) {
      return new Objection(
          "its chunks disagree on how many there are: %d and %d"
              .formatted(partial.total(), chunk.total()));
    }
    if (chunk.total() > limits.chunks()) {
      return new Objection(
          "it has %d chunks, at most %d can be assembled".formatted(chunk.total(), limits.chunks()),
          Limit.CHUNKS);
    }
    return null;
  }

  private Result complete(PartialMessage partial, Instant now) {
    String text = partial.joined();
    Acknowledgeable deliveries = partial.deliveries();
    Objection objection;
    try {
      MessageDecoder.checkSize(text, messageLimits.bytes());
      Map<String, @Nullable Object> object = Json.parseObject(text, messageLimits);
      if (!object.containsKey(Chunk.VERSION_KEY)) {
        succeeded++;
        assembled.add(partial.messageId(), now);
        return new Complete(text, object, known(partial.messageId(), deliveries));
      }
      objection = new Objection("its chunks together are another chunk");
    } catch (MessageLimitException e) {
      objection = new Objection("its chunks together are " + e.getMessage(), e.limit());
    } catch (MessageFormatException e) {
      objection = new Objection("its chunks together are no JSON object: " + e.getMessage());
    }
    deliveries.acknowledge(malformed(objection.reason()));
    givenUp.add(partial.messageId(), now);
    return error(partial.messageId(), objection);
  }

  /** A broker that is to offer the message again sends all of its chunks again. */
  private Acknowledgeable known(String messageId, Acknowledgeable deliveries) {
    return acknowledgement -> {
      if (mayComeAgain(acknowledgement)) {
        assembled.forget(messageId);
      }
      return deliveries.acknowledge(acknowledgement);
    };
  }

  private static boolean mayComeAgain(Acknowledgement acknowledgement) {
    return switch (acknowledgement.outcome()) {
      case FAILED, TIMED_OUT, REJECTED, RELEASED, ABANDONED -> true;
      case DONE, CANCELLED, DISCARDED -> false;
    };
  }

  private static Acknowledgement malformed(String why) {
    return new Acknowledgement.Rejected(Acknowledgement.Reason.MALFORMED, why);
  }

  private void dropOldestBeyondLimits(Instant now) {
    for (Limit limit = exceeded(); limit != null; limit = exceeded()) {
      String oldest = partials.keySet().iterator().next();
      dropped++;
      hits.hit(limit, "Dropped incomplete message %s, the oldest".formatted(oldest));
      giveUp(oldest, NO_ROOM, now);
    }
  }

  private @Nullable Limit exceeded() {
    if (partials.size() > limits.messages()) {
      return Limit.CHUNKED_MESSAGES;
    }
    if (heldChunks > limits.chunks()) {
      return Limit.CHUNKS;
    }
    return heldBytes > limits.bytes() ? Limit.CHUNK_BYTES : null;
  }

  private Errored spoil(String messageId, Objection objection, Instant now) {
    giveUp(messageId, malformed(objection.reason()), now);
    return error(messageId, objection);
  }

  private Errored error(String messageId, Objection objection) {
    errored++;
    String line = "Message %s can't be assembled: %s".formatted(messageId, objection.reason());
    if (objection.limit() == null) {
      errors.say(line);
    } else {
      hits.hit(objection.limit(), line);
    }
    return new Errored(objection.reason());
  }

  private void giveUp(String messageId, Acknowledgement why, Instant now) {
    givenUp.add(messageId, now);
    PartialMessage removed = remove(messageId);
    if (removed != null) {
      removed.deliveries().acknowledge(why);
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
