package io.dispatcherd.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  /** Characters of every kind: plain, to be escaped, of two and three bytes, halves of others. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("aZ \"\\/\b\f\n\r\t\u0000\u001f\u007f\u0085ä€\ud83d\ude00\ufffd\uffff")
        .ofMaxLength(30);
  }

  @Property
  void everyTextIsReadBackAndSurvivesUtf8(@ForAll("texts") String text) {
    String json = Json.write(List.of(text, Map.of(text, 1)));

    assertEquals(json, new String(json.getBytes(UTF_8), UTF_8));
    assertEquals(List.of(text, Map.of(text, 1)), Json.parse(json));
  }

  @Property
  void aBoundedTextIsWholeOrNotThereAtAll(
      @ForAll List<@From("texts") String> texts, @ForAll @IntRange(max = 300) int maxBytes) {
    Object value = List.of(texts, Map.of("texts", texts));
    String json = Json.ascii(Json.write(value));

    boolean fits = json.length() <= maxBytes;
    assertEquals(fits ? Optional.of(json) : Optional.empty(), Json.write(value, maxBytes));
  }

  /** What is too large is never written as a whole. */
  @Test
  void ofWhatIsTooLongNoMoreIsWrittenThanMayBe() {
    for (Object value :
        List.of(
            "x".repeat(10_000),
            List.of(1, "x".repeat(10_000), 2),
            Map.of("x".repeat(10_000), 1),
            "x".repeat(10_000).chars().boxed().toList())) {
      StringBuilder text = new StringBuilder();
      JsonWriter writer = new JsonWriter(text, 100);
      writer.value(value);

      assertTrue(writer.isExceeded());
      assertTrue(text.length() <= 110, () -> text.length() + " characters");
    }
  }

  @Test
  void halvesOfCharactersBecomeEscapes() {
    assertEquals("\"\\uD83D\"", Json.write("\ud83d"));
    assertEquals("\"\\uDE00\\uD83D😀\"", Json.write("\ude00\ud83d\ud83d\ude00"));
  }

  @Test
  void whatIsNoPlainValueIsLeftToTheMapper() {
    assertEquals(
        "{\"on\":[\"2026-11-28\"]}", Json.write(Map.of("on", List.of(LocalDate.of(2026, 11, 28)))));
  }

  @Test
  void aLoopIsRefused() {
    List<@Nullable Object> loop = Arrays.asList(new @Nullable Object[1]);
    loop.set(0, loop);

    assertThrows(MessageFormatException.class, () -> Json.write(loop));
  }
}
