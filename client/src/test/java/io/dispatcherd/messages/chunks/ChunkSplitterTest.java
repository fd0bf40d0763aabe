package io.dispatcherd.messages.chunks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class ChunkSplitterTest {
  private static final int PG_NOTIFY = 7999;

  @Test
  void textOf7999BytesGoesUnchunked() {
    String json = messageOfBytes(PG_NOTIFY);

    assertEquals(List.of(json), ChunkSplitter.split(json, PG_NOTIFY));
  }

  @Test
  void textOf8000BytesIsChunkedAndArrives() {
    String json = messageOfBytes(PG_NOTIFY + 1);

    List<String> chunks = ChunkSplitter.split(json, PG_NOTIFY);

    assertEquals(2, chunks.size());
    assertEquals(json, assemble(chunks));
  }

  @Test
  void sizeIsCountedInBytesNotCharacters() {
    String json = Json.write(Map.of("task", "漢".repeat(3000)));

    assertTrue(json.length() < PG_NOTIFY);
    assertTrue(ChunkSplitter.split(json, PG_NOTIFY).size() > 1);
  }

  @Test
  void halfOfACharacterSurvives() {
    String json = Json.write(Map.of("task", "\ud83d".repeat(100), "x", "\ude00a".repeat(100)));

    assertEquals(Json.ascii(json), assemble(ChunkSplitter.split(json, 300)));
    assertEquals(
        Map.of("task", "\ud83d".repeat(100), "x", "\ude00a".repeat(100)), Json.parse(json));
  }

  @Test
  void millionsOfCharactersAreSplit() {
    String json = messageOfBytes(8_000_000);

    List<String> chunks = ChunkSplitter.split(json, 1024);

    assertTrue(chunks.size() > 8_000);
    chunks.forEach(chunk -> assertTrue(chunk.getBytes(UTF_8).length <= 1024));
    assertEquals(json, assemble(chunks));
  }

  @Test
  void limitWithoutRoomForPayloadIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> ChunkSplitter.split(messageOfBytes(300), 100));

    assertEquals(
        "a limit of 100 bytes is too small to send this message in chunks; at least 117 are needed",
        e.getMessage());
  }

  @Property
  void whatIsSplitShuffledAndAssembledIsTheOriginal(
      @ForAll @NotEmpty List<String> args,
      @ForAll @IntRange(min = 180, max = 600) int maxBytes,
      @ForAll Random random) {
    String json = TaskMessage.of(Map.of("task", "demo.noop", "args", args)).toJson();

    List<String> texts = new ArrayList<>(ChunkSplitter.split(json, maxBytes));
    Collections.shuffle(texts, random);

    assertEquals(Json.parse(json), Json.parse(assemble(texts)));
  }

  /** Whatever the encoding of a database. */
  @Property
  void whatIsSentIsAscii(@ForAll String arg, @ForAll @IntRange(min = 180, max = 600) int maxBytes) {
    String json = TaskMessage.of(Map.of("task", "demo.noop", "漢", List.of(arg, "ä"))).toJson();

    for (String text : ChunkSplitter.split(json, maxBytes)) {
      assertTrue(text.chars().allMatch(character -> character < 0x80), text);
    }
  }

  @Property
  void everyTextFitsTheLimitAndCutsNoCharacter(
      @ForAll @NotEmpty List<String> args, @ForAll @IntRange(min = 180, max = 600) int maxBytes) {
    String json = TaskMessage.of(Map.of("task", "demo.noop", "args", args)).toJson();

    for (String text : ChunkSplitter.split(json, maxBytes)) {
      assertTrue(text.getBytes(UTF_8).length <= maxBytes);
      if (MessageDecoder.decode(text) instanceof Chunk chunk) {
        assertFalse(Character.isLowSurrogate(chunk.payload().charAt(0)));
      }
    }
  }

  private static String messageOfBytes(int bytes) {
    String empty = TaskMessage.of(Map.of("task", "demo.noop", "note", "")).toJson();
    String note = "x".repeat(bytes - empty.length());
    return TaskMessage.named("demo.noop").with("note", note).toJson();
  }

  private static String assemble(List<String> texts) {
    if (texts.size() == 1) {
      return texts.get(0);
    }
    ChunkAssembler assembler = new ChunkAssembler(Duration.ofMinutes(1));
    for (String text : texts) {
      Chunk chunk = (Chunk) MessageDecoder.decode(text);
      if (assembler.add(chunk, Acknowledgeable.NONE, Instant.EPOCH)
          instanceof ChunkAssembler.Complete complete) {
        return complete.text();
      }
    }
    throw new AssertionError("incomplete");
  }
}
