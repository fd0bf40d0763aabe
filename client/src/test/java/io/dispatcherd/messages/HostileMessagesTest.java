package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.corpus.Corpus;
import io.dispatcherd.limits.ChunkLimits;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.messages.chunks.ChunkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in place of a message is taken or refused, and nothing else happens. */
class HostileMessagesTest {
  private static final String MARKER = "hunter2";
  private static final MessageLimits LIMITS = new MessageLimits(100, 10, 20);
  private static final Instant NOW = Instant.EPOCH;

  static List<Corpus.Case> corpus() {
    return Corpus.read("messages.json");
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatIsKeptIsTakenOrRefused(Corpus.Case input) {
    takenOrRefused(input.text());
  }

  @Property
  void anyPiecesOfJsonAreTakenOrRefusedAndTheErrorQuotesNothing(@ForAll("pieces") String text) {
    takenOrRefused(text);
  }

  @Property
  void chunksInWhateverOrderNeverHoldMoreThanTheyMayAndEachIsAcknowledgedOnce(
      @ForAll("chunks") List<Chunk> chunks) {
    LimitHits hits = new LimitHits();
    ChunkAssembler assembler =
        new ChunkAssembler(Duration.ofMinutes(1), new ChunkLimits(3, 8, 200), LIMITS, hits);
    AtomicInteger acknowledged = new AtomicInteger();
    for (Chunk chunk : chunks) {
      Acknowledgeable delivery =
          acknowledgement -> {
            acknowledged.incrementAndGet();
            return Acknowledgeable.ACKNOWLEDGED;
          };
      if (assembler.add(chunk, delivery, NOW) instanceof ChunkAssembler.Complete complete) {
        complete.deliveries().acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
      }
      List<ChunkStatus.Partial> held = assembler.status(NOW).partials();
      assertTrue(held.size() <= 3);
      assertTrue(held.stream().mapToInt(partial -> partial.chunks().size()).sum() <= 8);
    }
    assembler.expire(NOW.plusSeconds(60));

    assertEquals(chunks.size(), assembler.counts().received());
    assertEquals(chunks.size(), acknowledged.get());
    assertEquals(List.of(), assembler.status(NOW).partials());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MESSAGE_NESTING | {\"task\": \"x\", \"args\": [[[[[[[[[[1]]]]]]]]]]}",
        "NUMBER_LENGTH | {\"task\": \"x\", \"args\": [123456789012345678901]}",
        "NUMBER_LENGTH | {\"task\": \"x\", \"args\": [0.1234567890123456789]}",
        "MESSAGE_BYTES | {\"task\": \"x\", \"args\": [\"€€€€€€€€€€€€€€€€€€€€€€€€€€€€€\"]}",
      })
  void aMessageBeyondALimitIsRefusedByItsName(Limit limit, String text) {
    MessageLimitException refusal =
        assertThrows(
            MessageLimitException.class, () -> MessageDecoder.decode(text.strip(), LIMITS));

    assertEquals(limit, refusal.limit());
  }

  @Test
  void aMessageAtItsLimitsIsTaken() {
    String text = "{\"task\": \"x\", \"args\": [[[[[[[[[12345678901234567890, \"%s\"]]]]]]]]]}";
    String filled = text.formatted("x".repeat(100 - text.length() + 2));

    MessageDecoder.decode(filled, LIMITS);

    assertEquals(100, filled.length());
    assertThrows(MessageLimitException.class, () -> MessageDecoder.decode(filled + " ", LIMITS));
  }

  @Test
  void whatChunksMakeTogetherIsHeldToTheSameLimits() {
    LimitHits hits = new LimitHits();
    ChunkAssembler assembler =
        new ChunkAssembler(Duration.ofMinutes(1), ChunkLimits.DEFAULT, LIMITS, hits);
    String half = "[".repeat(60);
    assembler.add(new Chunk("long", 0, 2, half), Acknowledgeable.NONE, NOW);
    assembler.add(new Chunk("long", 1, 2, half), Acknowledgeable.NONE, NOW);
    assembler.add(new Chunk("deep", 0, 1, half), Acknowledgeable.NONE, NOW);

    assertEquals(1, hits.count(Limit.MESSAGE_BYTES));
    assertEquals(1, hits.count(Limit.MESSAGE_NESTING));
    assertEquals(2, assembler.counts().errored());
  }

  private static void takenOrRefused(String text) {
    try {
      MessageDecoder.decode(text);
    } catch (MessageFormatException e) {
      assertFalse(String.valueOf(e.getMessage()).contains(MARKER), e.getMessage());
    }
  }

  @Provide
  Arbitrary<String> pieces() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"task\"",
            "\"uuid\"",
            "\"args\"",
            "\"kwargs\"",
            "\"timeout\"",
            "\"delay\"",
            "\"callbacks\"",
            "\"control\"",
            "\"control_data\"",
            "\"reply_to\"",
            "\"__dispatcherd_chunk__\"",
            "\"v1\"",
            "\"message_id\"",
            "\"index\"",
            "\"total\"",
            "\"payload\"",
            "\"" + MARKER + "\"",
            "1",
            "-1",
            "1e999",
            "0.1",
            "NaN",
            "true",
            "null",
            "\"",
            "\\u",
            "\\ud83d",
            " ",
            "\u0000",
            "{\"task\":\"a\"}",
            "[[[[[[[[");
    return pieces.list().ofMaxSize(20).map(list -> "{" + String.join("", list));
  }

  @Provide
  Arbitrary<List<Chunk>> chunks() {
    Arbitrary<Chunk> chunk =
        Combinators.combine(
                Arbitraries.of("a", "b", "c", "d", "e"),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(1, 10),
                Arbitraries.of("", "{}", "{\"a\":", "1}", "[", "x".repeat(60)))
            .as(
                (id, index, total, payload) ->
                    new Chunk(id, index, Math.max(total, index + 1), payload));
    return chunk.list().ofMaxSize(60);
  }
}
