package io.dispatcherd.messages.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.ChunkLimits;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.LogCapture;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.Vectors;
import io.dispatcherd.messages.chunks.ChunkAssembler.Complete;
import io.dispatcherd.messages.chunks.ChunkAssembler.Errored;
import io.dispatcherd.messages.chunks.ChunkAssembler.Incomplete;
import io.dispatcherd.messages.chunks.ChunkAssembler.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ChunkAssemblerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final String ID = "ab".repeat(16);
  private static final String OTHER = "cd".repeat(16);

  private final LimitHits hits = new LimitHits();
  private final ChunkAssembler assembler = new ChunkAssembler(TIMEOUT);
  private final LogCapture log = new LogCapture(ChunkAssembler.class);

  @BeforeEach
  void capture() {
    log.start();
  }

  @AfterEach
  void release() {
    log.stop();
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedMessageIsAssembled() {
    return Vectors.list("chunks.json").stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("max_bytes") + " bytes",
                    () -> {
                      List<?> texts = assertInstanceOf(List.class, vector.get("chunks"));
                      Result last = new Incomplete();
                      for (Object text : texts) {
                        assertInstanceOf(Incomplete.class, last);
                        last = add((Chunk) MessageDecoder.decode(text.toString()));
                      }
                      String message = assertInstanceOf(String.class, vector.get("message"));
                      Complete complete = assertInstanceOf(Complete.class, last);
                      assertEquals(message, complete.text());
                      assertEquals(Json.parse(message), complete.object());
                      MessageDecoder.decode(complete.object());
                    }));
  }

  @Nested
  class WhenChunksCome {
    @Test
    void outOfOrderTheyAreJoinedByIndex() {
      assertInstanceOf(Incomplete.class, add(chunk(ID, 2, 3, "\"b\"}")));
      assertInstanceOf(Incomplete.class, add(chunk(ID, 0, 3, "{\"task\"")));

      assertEquals("{\"task\":\"b\"}", completed(add(chunk(ID, 1, 3, ":"))).text());
      assertEquals(Optional.empty(), assembler.nextExpiry());
    }

    @Test
    void interleavedMessagesDoNotMix() {
      add(chunk(ID, 0, 2, "{\"task\":"));
      add(chunk(OTHER, 0, 2, "{\"control\":"));

      assertEquals("{\"task\":1}", completed(add(chunk(ID, 1, 2, "1}"))).text());
      assertEquals("{\"control\":2}", completed(add(chunk(OTHER, 1, 2, "2}"))).text());
    }

    @Test
    void aRepeatedIndexOverwritesAndAcknowledgesTheEarlierDelivery() {
      Recorded earlier = new Recorded();
      Recorded later = new Recorded();
      assembler.add(chunk(ID, 0, 2, "[1"), earlier, START);
      assembler.add(chunk(ID, 0, 2, "{"), later, START);

      Complete complete = completed(add(chunk(ID, 1, 2, "}")));

      assertEquals("{}", complete.text());
      complete.deliveries().acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
      assertEquals(List.of(Outcome.DISCARDED), earlier.outcomes);
      assertEquals(List.of(Outcome.DONE), later.outcomes);
    }

    @Test
    void theCompleteMessageAcknowledgesEachOfThem() {
      Recorded first = new Recorded();
      Recorded second = new Recorded();
      assembler.add(chunk(ID, 0, 2, "{"), first, START);

      completed(assembler.add(chunk(ID, 1, 2, "}"), second, START))
          .deliveries()
          .acknowledge(new Acknowledgement.Failed("it threw"));

      assertEquals(List.of(Outcome.FAILED), first.outcomes);
      assertEquals(List.of(Outcome.FAILED), second.outcomes);
    }
  }

  @Nested
  class WhenAMessageIsMalformed {
    @Test
    void aDifferingTotalIsAnErroredAssembly() {
      Recorded first = new Recorded();
      Recorded second = new Recorded();
      assembler.add(chunk(ID, 0, 3, "{"), first, START);

      assertInstanceOf(
          Errored.class, assembler.add(chunk(ID, 1, 2, "}"), second, START.plusSeconds(1)));

      assertEquals(List.of(Outcome.REJECTED), first.outcomes);
      assertEquals(List.of(Outcome.REJECTED), second.outcomes);
      assertEquals(1, assembler.counts().errored());
      assertEquals(List.of(), assembler.status(START).partials());
    }

    @Test
    void aResultThatIsNoObjectIsAnErroredAssembly() {
      for (String text : List.of("[1]", "nothing", "5", "", "{\"a\":NaN}")) {
        Recorded delivery = new Recorded();
        Chunk whole = chunk("of_" + text.length(), 0, 1, text);
        assertInstanceOf(Errored.class, assembler.add(whole, delivery, START));
        assertEquals(List.of(Outcome.REJECTED), delivery.outcomes);
      }
      assertEquals(5, assembler.counts().errored());
      assertEquals(0, assembler.counts().succeeded());
    }

    @Test
    void aChunkWithinChunksIsAnErroredAssembly() {
      assertInstanceOf(Errored.class, add(chunk(ID, 0, 1, chunk(OTHER, 0, 1, "{}").toJson())));
    }

    @Test
    void anUndecodableChunkSpoilsItsMessageOnly() {
      Recorded spoiled = new Recorded();
      assembler.add(chunk(ID, 0, 2, "{"), spoiled, START);
      add(chunk(OTHER, 0, 2, "{"));

      assembler.errored(Optional.of(ID), START);
      assembler.errored(Optional.empty(), START);

      assertEquals(List.of(Outcome.REJECTED), spoiled.outcomes);
      assertInstanceOf(Complete.class, add(chunk(OTHER, 1, 2, "}")));
      assertEquals(2, assembler.counts().errored());
      assertEquals(5, assembler.counts().received());
    }

    @Test
    void theLogHasTheReasonButNoPayload() {
      add(chunk(ID, 0, 1, "hunter2 {"));

      assertEquals(1, log.lines().size());
      assertTrue(log.lines().get(0).contains(ID));
      assertTrue(log.lines().stream().noneMatch(line -> line.contains("hunter2")));
      assertTrue(!chunk(ID, 0, 1, "hunter2").toString().contains("hunter2"));
    }
  }

  @Nested
  class WhenTimeRunsOut {
    @Test
    void theMessageExpiresWithoutFurtherTraffic() {
      Recorded delivery = new Recorded();
      assembler.add(chunk(ID, 1, 4, "x"), delivery, START);
      assembler.add(chunk(ID, 3, 4, "x"), delivery, START.plusSeconds(1000));
      Instant expiry = assembler.nextExpiry().orElseThrow();

      assembler.expire(expiry.minusNanos(1));
      assertEquals(1, assembler.status(START).partials().size());
      assembler.expire(expiry);

      assertEquals(START.plus(TIMEOUT), expiry);
      assertEquals(Optional.empty(), assembler.nextExpiry());
      assertEquals(List.of(Outcome.REJECTED, Outcome.REJECTED), delivery.outcomes);
      assertEquals(1, assembler.counts().timedOut());
      assertEquals(
          List.of(
              "Incomplete message "
                  + ID
                  + " expired after 1800 s: 2 of 4 chunks missing, index 0, 2"),
          log.lines());
    }

    @Test
    void youngerMessagesStay() {
      add(chunk(ID, 0, 2, "{"));
      assembler.add(chunk(OTHER, 0, 2, "{"), Acknowledgeable.NONE, START.plusSeconds(1));

      assembler.expire(START.plus(TIMEOUT));

      assertEquals(Optional.of(START.plus(TIMEOUT).plusSeconds(1)), assembler.nextExpiry());
    }

    @Test
    void aHugeTotalCostsNothing() {
      ChunkAssembler roomy = bounded(new ChunkLimits(10, Integer.MAX_VALUE, 1 << 20));
      roomy.add(chunk(ID, 5, Integer.MAX_VALUE, "x"), Acknowledgeable.NONE, START);

      roomy.expire(START.plus(TIMEOUT));

      assertTrue(log.lines().get(0).endsWith("index 0, 1, 2, 3, 4, 6, 7, 8, 9, 10…"));
    }
  }

  @Nested
  class UnderAFlood {
    @Test
    void ofFirstChunksTheOldestMessagesAreDroppedAndCounted() {
      ChunkAssembler bounded = bounded(new ChunkLimits(3, 100, 1000));
      List<Recorded> deliveries = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        deliveries.add(new Recorded());
        bounded.add(chunk("m" + i, 0, 2, "{"), deliveries.get(i), START);
      }

      ChunkStatus status = bounded.status(START);
      assertEquals(97, status.counts().dropped());
      assertEquals(
          List.of("m97", "m98", "m99"),
          status.partials().stream().map(ChunkStatus.Partial::messageId).toList());
      assertEquals(List.of(Outcome.REJECTED), deliveries.get(96).outcomes);
      assertEquals(List.of(), deliveries.get(97).outcomes);
      assertEquals(97, hits.count(Limit.CHUNKED_MESSAGES));
    }

    @Test
    void ofChunksOrBytesWhatIsHeldStaysWithinTheLimits() {
      ChunkAssembler bounded = bounded(new ChunkLimits(1000, 10, 100));
      for (int i = 0; i < 500; i++) {
        bounded.add(chunk("m" + i % 7, i % 9, 10, "x".repeat(i % 13)), Acknowledgeable.NONE, START);

        List<ChunkStatus.Part> held =
            bounded.status(START).partials().stream().flatMap(p -> p.chunks().stream()).toList();
        assertTrue(held.size() <= 10);
        assertTrue(held.stream().mapToInt(ChunkStatus.Part::length).sum() * 2 <= 100);
      }
      assertTrue(bounded.counts().dropped() > 0);
      assertEquals(
          bounded.counts().dropped(), hits.count(Limit.CHUNKS) + hits.count(Limit.CHUNK_BYTES));
    }

    @Test
    void aMessageThatAloneExceedsTheLimitsIsErrored() {
      ChunkAssembler bounded = bounded(new ChunkLimits(10, 10, 100));
      Recorded delivery = new Recorded();

      assertInstanceOf(
          Errored.class, bounded.add(chunk(ID, 0, 2, "x".repeat(51)), delivery, START));
      assertInstanceOf(Errored.class, bounded.add(chunk(OTHER, 0, 11, "x"), delivery, START));

      assertEquals(List.of(Outcome.REJECTED, Outcome.REJECTED), delivery.outcomes);
      assertEquals(List.of(), bounded.status(START).partials());
    }
  }

  @Test
  void statusHasTheRecordedShape() {
    Map<?, ?> recorded = map(Vectors.object("control-replies.json").get("chunks"));
    add(chunk(ID, 1, 3, "abc"));

    Map<String, Object> fields = assembler.status(START.plusMillis(1500)).toFields();

    Map<?, ?> status = map(fields.get("status"));
    assertTrue(status.keySet().containsAll(map(recorded.get("status")).keySet()));
    assertEquals(1L, status.get("total_chunks_received"));
    assertEquals(1, status.get("active_messages"));
    assertEquals(
        Map.of(
            ID,
            Map.of(
                "seconds_since_start",
                1.5,
                "expected_total",
                3,
                "chunks",
                List.of(Map.of("chunk_id", 1, "length", 3)))),
        fields.get("partials"));
    assertEquals(
        firstOf(recorded.get("partials")).keySet(), firstOf(fields.get("partials")).keySet());
  }

  private ChunkAssembler bounded(ChunkLimits limits) {
    return new ChunkAssembler(TIMEOUT, limits, MessageLimits.DEFAULT, hits);
  }

  private Result add(Chunk chunk) {
    return assembler.add(chunk, Acknowledgeable.NONE, START);
  }

  private static Chunk chunk(String id, int index, int total, String payload) {
    return new Chunk(id, index, total, payload);
  }

  private static Complete completed(Result result) {
    return assertInstanceOf(Complete.class, result);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return assertInstanceOf(Map.class, value);
  }

  private static Map<?, ?> firstOf(@Nullable Object value) {
    return map(map(value).values().iterator().next());
  }

  private static final class Recorded implements Acknowledgeable {
    final List<Outcome> outcomes = new ArrayList<>();

    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      outcomes.add(acknowledgement.outcome());
      return ACKNOWLEDGED;
    }
  }
}
