package io.dispatcherd.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.messages.chunks.ChunkAssembler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message is read or refused; so is what its two halves are together, sent as chunks. What is
 * read once is read again from what is written of it.
 */
public final class MessageFuzzer {
  private MessageFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      if (MessageDecoder.decode(text) instanceof TaskMessage message) {
        readAgain(message);
      }
    } catch (MessageFormatException e) {
      // Refused in words.
    }
    assemble(text);
  }

  /** Behind the door nothing is refused any more. */
  private static void readAgain(TaskMessage message) {
    try {
      TaskMessage sent = message.withUuid("u").with("x", List.of());
      Object reply = Map.of("ack", sent.fields());
      if (!sent.equals(TaskMessage.fromJson(sent.toJson()))
          || !reply.equals(Json.parse(Json.ascii(Json.write(reply))))) {
        throw new IllegalStateException("it says something else when it is read again");
      }
    } catch (MessageFormatException e) {
      throw new IllegalStateException("it was let in and can't be read again", e);
    }
  }

  private static void assemble(String text) {
    ChunkAssembler assembler = new ChunkAssembler(Duration.ofSeconds(1));
    int middle = text.length() / 2;
    List<String> halves = List.of(text.substring(0, middle), text.substring(middle));
    for (int i = 0; i < halves.size(); i++) {
      assembler.add(
          new Chunk("id", i, halves.size(), halves.get(i)), Acknowledgeable.NONE, Instant.EPOCH);
    }
    if (assembler.counts().active() != 0) {
      throw new IllegalStateException("it stays in assembly");
    }
  }
}
