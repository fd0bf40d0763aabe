package io.dispatcherd.messages.chunks;

import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Splits messages that are too large for their broker into {@link Chunk}s. Stateless and
 * thread-safe.
 */
public final class ChunkSplitter {
  /** Bytes that the costliest character takes within a JSON string, as an escape. */
  private static final int LARGEST_CHARACTER = 6;

  private ChunkSplitter() {}

  /**
   * The texts to send in place of a message: the message itself if it fits, else chunks of it. All
   * are ASCII, which a database of any encoding accepts.
   *
   * <p>Takes time in proportion to the length of the text.
   *
   * @param json the whole message
   * @param maxBytes how many bytes each text may take in UTF-8
   * @return one text or several, in the order of their indexes
   * @throws IllegalArgumentException if a chunk of {@code maxBytes} has no room for its payload
   */
  public static List<String> split(String json, int maxBytes) {
    return splitAscii(Json.ascii(json), maxBytes);
  }

  private static List<String> splitAscii(String json, int maxBytes) {
    if (json.length() <= maxBytes) {
      return List.of(json);
    }
    String messageId = UUID.randomUUID().toString().replace("-", "");
    int digits = 0;
    List<String> slices;
    do { // how many digits the count takes is known only after counting
      digits++;
      slices = slices(json, roomForPayload(messageId, digits, maxBytes));
    } while (Integer.toString(slices.size()).length() > digits);

    List<String> chunks = new ArrayList<>(slices.size());
    for (String slice : slices) {
      chunks.add(new Chunk(messageId, chunks.size(), slices.size(), slice).toJson());
    }
    return chunks;
  }

  private static int roomForPayload(String messageId, int digits, int maxBytes) {
    int digitsBeyondOne = 2 * (digits - 1); // of the index and of the total
    int envelope = new Chunk(messageId, 0, 1, "").toJson().length() + digitsBeyondOne;
    if (maxBytes < envelope + LARGEST_CHARACTER) {
      throw new IllegalArgumentException(
          "a limit of %d bytes is too small to send this message in chunks; at least %d are needed"
              .formatted(maxBytes, envelope + LARGEST_CHARACTER));
    }
    return maxBytes - envelope;
  }

  private static List<String> slices(String json, int room) {
    List<String> slices = new ArrayList<>();
    int start = 0;
    int used = 0;
    for (int end = 0; end < json.length(); end++) {
      int bytes = bytesInJsonString(json.charAt(end));
      if (used + bytes > room) {
        slices.add(json.substring(start, end));
        start = end;
        used = 0;
      }
      used += bytes;
    }
    slices.add(json.substring(start));
    return slices;
  }

  private static int bytesInJsonString(char character) {
    return switch (character) {
      case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> 2;
      default -> character < ' ' ? LARGEST_CHARACTER : 1;
    };
  }
}
