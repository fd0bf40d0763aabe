package io.dispatcherd.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.messages.chunks.ChunkAssembler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A message is read or refused; so is what its two halves are together, sent as chunks. */
public final class MessageFuzzer {
  private MessageFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      MessageDecoder.decode(text);
    } catch (MessageFormatException e) {
      // Refused in words.
    }
    ChunkAssembler assembler = new ChunkAssembler(Duration.ofSeconds(1));
    int middle = text.length() / 2;
    List<String> halves = List.of(text.substring(0, middle), text.substring(middle));
    for (int i = 0; i < halves.size(); i++) {
      assembler.add(
          new Chunk("id", i, halves.size(), halves.get(i)), Settlement.NONE, Instant.EPOCH);
    }
    if (assembler.counts().active() != 0) {
      throw new IllegalStateException("it stays in assembly");
    }
  }
}
