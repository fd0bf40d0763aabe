package io.dispatcherd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.messages.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pages on limits say what the code does and which tests show it. */
class LimitsPageTest {
  @Test
  void everyLimitHasItsRowWithItsOptionItsDefaultAndItsCounter() throws IOException {
    String schema = Files.readString(TestSources.root().resolve("schema.json"));
    Map<String, @Nullable Object> root = Json.parseObject(schema);
    List<String> expected =
        Arrays.stream(Limit.values())
            .map(
                limit ->
                    "%s | %s | %s | limit=\"%s\""
                        .formatted(
                            limit.wireName(),
                            defaultOf(limit, root),
                            limit.option().isEmpty() ? "fixed" : limit.option(),
                            limit.wireName()))
            .toList();

    assertEquals(String.join("\n", expected), String.join("\n", rows()));
  }

  @Test
  void everyLimitIsAmongTheTestedOnes() throws IOException {
    assertEquals(
        Arrays.stream(Limit.values()).map(Limit::wireName).toList(),
        table("docs/development/limits.md").map(cells -> cells[1]).toList());
  }

  private static String defaultOf(Limit limit, Map<String, @Nullable Object> schema) {
    if (limit == Limit.WORKER_FRAME_BYTES) {
      return Integer.toString(FrameCodec.MAX_LENGTH);
    }
    Map<?, ?> found = schema;
    for (String step : limit.option().split("\\.", -1)) {
      found = object(object(found.get("properties")).get(step));
    }
    return String.valueOf(found.get("default"));
  }

  private static Map<?, ?> object(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  /** Name, default, option and counter of each row. */
  private static List<String> rows() throws IOException {
    return table("docs/reference/limits.md")
        .map(
            cells ->
                String.join(" | ", cells[1], cells[3], cells[4].replaceFirst(":.*", ""), cells[5]))
        .toList();
  }

  /** The cells of each row that begins with the name of a limit. */
  private static Stream<String[]> table(String page) throws IOException {
    return Files.readAllLines(TestSources.root().resolve(page)).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.replace("`", "").split(" *\\| *", -1));
  }
}
