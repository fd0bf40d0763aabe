package io.dispatcherd.messages.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dispatcherd.limits.ChunkLimits;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.LogCapture;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.chunks.ChunkAssembler.Complete;
import io.dispatcherd.messages.chunks.ChunkAssembler.Late;
import io.dispatcherd.messages.chunks.ChunkAssembler.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chunks that come after their message was given up. */
class LateChunksTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final String ID = "ab".repeat(16);
  private static final String OTHER = "cd".repeat(16);

  private final ChunkAssembler assembler = new ChunkAssembler(TIMEOUT);
  private final LogCapture log = new LogCapture(ChunkAssembler.class);
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Acknowledgeable late =
      acknowledgement -> {
        outcomes.add(acknowledgement.outcome());
        return Acknowledgeable.ACKNOWLEDGED;
      };

  @BeforeEach
  void capture() {
    log.start();
  }

  @AfterEach
  void release() {
    log.stop();
  }

  @Test
  void ofAMessageWithAnUndecodableOneAreRefusedAndOpenNoNewOne() {
    assembler.errored(Optional.of(ID), START);

    assertInstanceOf(Late.class, assembler.add(chunk(ID, 0, 2, "{"), late, START));
    assertInstanceOf(Late.class, assembler.add(chunk(ID, 1, 2, "}"), late, START));
    assembler.errored(Optional.of(ID), START);

    assertEquals(List.of(Outcome.REJECTED, Outcome.REJECTED), outcomes);
    assertEquals(0, assembler.counts().active());
    assertEquals(1, assembler.counts().errored());
    assertEquals(4, assembler.counts().received());
    assertEquals(1, log.lines().size());
  }

  @Test
  void ofAMessageWhoseChunksDisagreedAreRefused() {
    add(chunk(ID, 0, 3, "{"));
    add(chunk(ID, 1, 2, "}"));

    assertInstanceOf(Late.class, add(chunk(ID, 1, 3, ":")));
    assertEquals(0, assembler.counts().active());
  }

  @Test
  void ofAMessageThatWasNoObjectAreRefused() {
    add(chunk(ID, 0, 2, "["));
    add(chunk(ID, 1, 2, "]"));

    assertInstanceOf(Late.class, add(chunk(ID, 0, 2, "[")));
  }

  @Test
  void ofAMessageThatRanOutOfTimeOrRoomAreRefused() {
    ChunkAssembler bounded = bounded(new ChunkLimits(1, 100, 1000));
    bounded.add(chunk(ID, 0, 2, "{"), late, START);
    bounded.add(chunk(OTHER, 0, 2, "{"), late, START);
    assertInstanceOf(Late.class, bounded.add(chunk(ID, 1, 2, "}"), late, START));
    Instant expiry = START.plus(TIMEOUT);
    bounded.expire(expiry);

    assertInstanceOf(Late.class, bounded.add(chunk(OTHER, 1, 2, "}"), late, expiry));
    assertEquals(0, bounded.counts().active());
  }

  @Test
  void areRefusedForAsLongAsAMessageMayTake() {
    assembler.errored(Optional.of(ID), START);
    Instant before = START.plus(TIMEOUT).minusNanos(1);

    assertInstanceOf(Late.class, assembler.add(chunk(ID, 0, 1, "{}"), late, before));
    assertInstanceOf(
        Complete.class, assembler.add(chunk(ID, 0, 1, "{}"), late, START.plus(TIMEOUT)));
  }

  @Test
  void areKnownOfAsManyMessagesAsMayBeInAssembly() {
    ChunkAssembler bounded = bounded(new ChunkLimits(3, 100, 1000));
    for (int i = 0; i < 100; i++) {
      bounded.errored(Optional.of("m" + i), START);
    }

    assertInstanceOf(Late.class, bounded.add(chunk("m97", 0, 1, "{}"), late, START));
    assertInstanceOf(Complete.class, bounded.add(chunk("m96", 0, 1, "{}"), late, START));
  }

  @Test
  void disturbNoOtherMessage() {
    assembler.errored(Optional.of(ID), START);

    assertInstanceOf(Complete.class, add(chunk(OTHER, 0, 1, "{}")));
  }

  private static ChunkAssembler bounded(ChunkLimits limits) {
    return new ChunkAssembler(TIMEOUT, limits, MessageLimits.DEFAULT, new LimitHits());
  }

  private Result add(Chunk chunk) {
    return assembler.add(chunk, Acknowledgeable.NONE, START);
  }

  private static Chunk chunk(String id, int index, int total, String payload) {
    return new Chunk(id, index, total, payload);
  }
}
