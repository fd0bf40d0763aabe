package io.dispatcherd.messages.chunks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link ChunkAssembler} has counted and holds, as the {@code chunks} command shows it.
 *
 * @param counts what was counted
 * @param partials messages in assembly, oldest first
 */
public record ChunkStatus(ChunkCounts counts, List<Partial> partials) {

  /**
   * A message in assembly.
   *
   * @param messageId its id
   * @param age the time since its first chunk came
   * @param total how many chunks it has in all
   * @param chunks those that have come, by index
   */
  public record Partial(String messageId, Duration age, int total, List<Part> chunks) {}

  /**
   * A chunk that has come.
   *
   * @param index its index
   * @param length how many characters of the message it carries
   */
  public record Part(int index, int length) {}

  /** The reply's fields, as JSON values. */
  public Map<String, Object> toFields() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("total_chunks_received", counts.received());
    status.put("successful_assemblies", counts.succeeded());
    status.put("errored_assemblies", counts.errored());
    status.put("timed_out_assemblies", counts.timedOut());
    status.put("dropped_assemblies", counts.dropped());
    status.put("active_messages", counts.active());
    Map<String, Object> byId = new LinkedHashMap<>();
    for (Partial partial : partials) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("seconds_since_start", partial.age().toNanos() / 1e9);
      fields.put("expected_total", partial.total());
      fields.put(
          "chunks",
          partial.chunks().stream()
              .map(part -> Map.of("chunk_id", part.index(), "length", part.length()))
              .toList());
      byId.put(partial.messageId(), fields);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", status);
    fields.put("partials", byId);
    return fields;
  }
}
