package io.dispatcherd.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.corpus.Corpus;
import io.dispatcherd.limits.MessageLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of <a href="https://github.com/nst/JSONTestSuite">JSONTestSuite</a>, the public suite
 * of parsing JSON (MIT licence): what must be read ({@code y_}), what must be refused ({@code n_}),
 * and what a reader may decide ({@code i_}).
 */
class JsonParsingSuiteTest {
  /**
   * Of what may be decided, this is read: numbers as they are, whatever their size, which no other
   * reader rounds, and halves of characters. The rest is refused: what isn't UTF-8, a byte order
   * mark, an exponent that an int doesn't hold.
   */
  private static final Set<String> READ =
      Set.of(
          "i_number_double_huge_neg_exp",
          "i_number_neg_int_huge_exp",
          "i_number_pos_double_huge_exp",
          "i_number_real_neg_overflow",
          "i_number_real_pos_overflow",
          "i_number_real_underflow",
          "i_number_too_big_neg_int",
          "i_number_too_big_pos_int",
          "i_number_very_big_negative_int",
          "i_object_key_lone_2nd_surrogate",
          "i_string_1st_surrogate_but_2nd_missing",
          "i_string_1st_valid_surrogate_2nd_invalid",
          "i_string_incomplete_surrogate_and_escape_valid",
          "i_string_incomplete_surrogate_pair",
          "i_string_incomplete_surrogates_escape_valid",
          "i_string_invalid_lonely_surrogate",
          "i_string_invalid_surrogate",
          "i_string_inverted_surrogates_U+1D11E",
          "i_string_lone_second_surrogate",
          "i_structure_500_nested_arrays");

  static List<Corpus.Case> mustBeRead() {
    return cases("y_");
  }

  static List<Corpus.Case> mustBeRefused() {
    return cases("n_");
  }

  @ParameterizedTest
  @MethodSource("mustBeRead")
  void whatIsJsonIsReadAndWrittenAndReadAgain(Corpus.Case text) throws CharacterCodingException {
    Object value = read(text);

    assertEquals(value, Json.parse(Json.write(value)));
    assertEquals(value, Json.parse(Json.ascii(Json.write(value))));
  }

  @ParameterizedTest
  @MethodSource("mustBeRefused")
  void whatIsNoJsonIsRefused(Corpus.Case text) {
    Exception refusal = assertThrows(Exception.class, () -> read(text));

    assertEquals(true, isRefusal(refusal), refusal::toString);
  }

  @Test
  void whatMayBeDecidedIsDecided() {
    Set<String> read = new TreeSet<>();
    for (Corpus.Case text : cases("i_")) {
      try {
        Object value = read(text);
        assertEquals(value, Json.parse(Json.ascii(Json.write(value))), text.toString());
        read.add(text.toString());
      } catch (CharacterCodingException | MessageFormatException e) {
        // Refused.
      }
    }
    assertEquals(new TreeSet<>(READ), read);
  }

  private static boolean isRefusal(Exception e) {
    return e instanceof CharacterCodingException || e instanceof MessageFormatException;
  }

  /** As a message comes in: what isn't UTF-8 gets no further than its broker. */
  private static @Nullable Object read(Corpus.Case text) throws CharacterCodingException {
    String decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(text.bytes())).toString();
    return Json.parse(decoded, MessageLimits.DEFAULT);
  }

  private static List<Corpus.Case> cases(String kind) {
    return Corpus.read("json-parsing.json").stream()
        .filter(text -> text.toString().startsWith(kind))
        .toList();
  }
}
