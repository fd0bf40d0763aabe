package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.MessageLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;

class JsonTest {
  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsReadBackEqual(@ForAll("jsonValues") Object value) {
    assertEquals(value, Json.parse(Json.write(value)));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aCopyIsEqual(@ForAll("jsonValues") Object value) {
    assertEquals(value, Json.copy(value, "value"));
  }

  /** Plain values take a shorter way than objects, to the same end. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void aPlainValueIsAsTheMapperHasIt(@ForAll("jsonValues") Object value) {
    Object plain = Json.valueOf(value, "value");

    assertEquals(Json.parse(Json.mapper().writeValueAsString(value)), plain);
    assertEquals(Json.mapper().writeValueAsString(value), Json.write(plain));
  }

  @Property
  void noTextMakesTheReaderFailInAnotherWay(@ForAll String text) {
    try {
      Json.parse(text);
    } catch (MessageFormatException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank());
    }
  }

  /** Texts that are JSON, or nearly so, with and without what may stand between values. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void anotherReaderAgreesOnWhatIsJsonAndWhatItSays(@ForAll("almostJson") String text) {
    Object value;
    try {
      value = Json.parse(text);
    } catch (MessageFormatException e) {
      if (!"a number's exponent is out of range".equals(e.getMessage())) {
        assertThrows(JacksonException.class, () -> OTHER_READER.readValue(text, Object.class));
      }
      return;
    }
    assertEquals(inDoubles(OTHER_READER.readValue(text, Object.class)), inDoubles(value), text);
  }

  private static final JsonMapper OTHER_READER = JsonMapper.shared();

  /** The other reader takes all that has a fraction as a double, digits or not. */
  private static @Nullable Object inDoubles(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, inDoubles(item)));
      return copy;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(JsonTest::inDoubles).collect(Collectors.toList());
    }
    if (value instanceof Double || value instanceof BigDecimal) {
      return ((Number) value).doubleValue() + 0.0; // There is one zero.
    }
    return value;
  }

  /** One character of a JSON text left out, or put in, or nothing. */
  @Provide
  Arbitrary<String> almostJson() {
    Arbitrary<String> json =
        Combinators.combine(jsonValues(), Arbitraries.of(":", " :", ": ", ":\n\t"))
            .as((value, colon) -> Json.write(value).replace(":", colon).replace(",", " ,\r"));
    Arbitrary<String> insertion =
        Arbitraries.of("", "", "0", "1", "-", ".", "e", "E", "+", ",", ":", "\"", "\\", "\\u00e4");
    return Combinators.combine(
            json, Arbitraries.doubles().between(0, 1), insertion, Arbitraries.of(true, false))
        .as(JsonTest::changed);
  }

  private static String changed(String json, double where, String insertion, boolean leavesOut) {
    int at = (int) (where * (json.length() - 1));
    return json.substring(0, at) + insertion + json.substring(leavesOut ? at + 1 : at);
  }

  @Provide
  Arbitrary<Object> jsonValues() {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            Arbitraries.of(true, false),
            Arbitraries.strings(),
            Arbitraries.integers(),
            Arbitraries.doubles().filter(value -> value != 0 || 1 / value > 0));
    return Arbitraries.recursive(() -> leaf, JsonTest::within, 0, 3);
  }

  private static Arbitrary<Object> within(Arbitrary<Object> values) {
    return Arbitraries.oneOf(
        values.list().ofMaxSize(3).map(JsonTest::withNull),
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), values)
            .ofMaxSize(3)
            .map(map -> (Object) map));
  }

  private static Object withNull(List<Object> values) {
    List<@Nullable Object> list = new ArrayList<>(values);
    list.add(null);
    return list;
  }

  @Nested
  class Numbers {
    @Test
    void oneAndOnePointZeroStayDifferent() {
      assertEquals(List.of(1, 1.0), Json.parse("[1, 1.0]"));
      assertEquals("[1,1.0]", Json.write(Json.parse("[1, 1.0]")));
      assertNotEquals(Json.parse("1"), Json.parse("1.0"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "10.50",
          "0.1000000000000000055511151231257827",
          "9007199254740993",
          "9223372036854775808",
          "123456789012345678901234567890.5",
          "0.1",
          "-0",
          "1.0"
        })
    void everyDigitSurvives(String number) {
      assertEquals(new BigDecimal(number), new BigDecimal(Json.write(Json.parse(number))));
    }

    @Test
    void theSmallestTypeThatHoldsAnIntegerIsUsed() {
      assertEquals(
          List.of(1, 2147483648L, new BigInteger("9223372036854775808")),
          Json.parse("[1,2147483648,9223372036854775808]"));
      assertEquals(
          List.of(1, 2, 3, 4L + Integer.MAX_VALUE),
          Json.copy(
              List.of(1L, (short) 2, BigInteger.valueOf(3), 4L + Integer.MAX_VALUE), "numbers"));
    }

    @Test
    void aNumberBeyondDoubleIsKept() {
      assertEquals(new BigDecimal("1e400"), Json.parse("1e400"));
      assertEquals("1E+400", Json.write(Json.parse("1e400")));
      assertEquals(new BigDecimal("1e-400"), Json.parse("1e-400"));
      assertEquals(new BigDecimal("1e999999999"), Json.parse("1e999999999"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999", "NaN", "Infinity", "-Infinity"})
    void oneThatJsonOrJavaCannotExpressIsRefused(String number) {
      var e = assertThrows(MessageFormatException.class, () -> Json.parse("[" + number + "]"));
      assertFalse(e instanceof NotJsonException);
    }

    @Test
    void aNumberOf1001DigitsIsRefusedFromOutsideAndFromAProgram() {
      for (String number : List.of("9".repeat(1_001), "-1" + "0".repeat(1_000))) {
        var e =
            assertThrows(
                MessageLimitException.class, () -> Json.parse(number, MessageLimits.DEFAULT));
        assertFalse(String.valueOf(e.getMessage()).contains("999"));
        for (Number given : List.of(new BigInteger(number), new BigDecimal(number + "e7"))) {
          assertEquals(
              "args: a number has more than 1000 digits",
              messageOf(() -> Json.copy(given, "args")));
        }
        assertThrows(
            MessageFormatException.class,
            () -> Json.valueOf(List.of(new BigInteger(number)), "the result"));
      }
      BigInteger longest = BigInteger.TEN.pow(1_000).subtract(BigInteger.ONE);
      assertEquals(longest, Json.copy(longest, "args"));
      assertEquals(longest.negate(), Json.valueOf(longest.negate(), "args"));
    }

    @Test
    void whatWasReadIsWrittenAndReadWithoutABoundOnItsLength() {
      Object grown = Json.parse("1" + "23".repeat(498) + "e10", MessageLimits.DEFAULT);

      assertTrue(Json.write(grown).length() > 1_000);
      assertEquals(grown, Json.parse(Json.write(grown)));
      assertEquals(grown, Json.copy(grown, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e0", "1234567890e0", "-1010101010101010101E0", "10e-1", "1e22"})
    void whatIsWrittenAsNoIntegerNeverBecomesOne(String number) {
      Object value = Json.parse(number);

      assertFalse(value instanceof Integer || value instanceof Long || value instanceof BigInteger);
      assertEquals(value, Json.parse(Json.write(value)));
    }

    @Test
    void notANumberIsNeverWritten() {
      for (Object value :
          List.of(
              Double.NaN,
              Double.NEGATIVE_INFINITY,
              Float.NaN,
              Float.POSITIVE_INFINITY,
              new double[] {Double.NaN},
              Optional.of(Double.NaN))) {
        assertEquals(
            "NaN and Infinity are not JSON numbers",
            messageOf(() -> Json.write(List.of(Map.of("x", value)))));
      }
    }

    @Test
    void notANumberIsRefusedInWhatAProgramGives() {
      assertEquals(
          "kwargs.x: NaN and Infinity are not JSON numbers",
          messageOf(() -> Json.copy(Map.of("x", Double.NaN), "kwargs")));
      assertThrows(
          MessageFormatException.class, () -> Json.copy(Float.NEGATIVE_INFINITY, "kwargs"));
      assertThrows(MessageFormatException.class, () -> Json.valueOf(Double.NaN, "the result"));
    }

    @Test
    void aFloatIsTheDecimalThatItIsWrittenAs() {
      assertEquals(0.1, Json.copy(0.1f, "x"));
    }
  }

  @Nested
  class Depth {
    @Test
    void ofFiveHundredLevelsIsReadAndOfMoreRefused() {
      assertEquals(nested(500), Json.write(Json.parse(nested(500), MessageLimits.DEFAULT)));
      assertThrows(
          MessageLimitException.class, () -> Json.parse(nested(501), MessageLimits.DEFAULT));
      assertThrows(MessageLimitException.class, () -> Json.parse("[".repeat(1_000_000)));
    }

    @Test
    void ofFiveHundredLevelsIsTakenFromAProgramAndOfMoreRefused() {
      Object value = Json.parse(nested(500));

      assertEquals(value, Json.valueOf(value, "the result"));
      for (int levels : List.of(501, 502, 512)) {
        Object deeper = Json.parse(nested(levels));
        assertThrows(MessageFormatException.class, () -> Json.valueOf(deeper, "the result"));
        assertThrows(MessageFormatException.class, () -> Json.copy(deeper, "args"));
      }
    }

    @Test
    void ofAFieldCountsTheMessageThatItStandsIn() {
      TaskMessage message = TaskMessage.named("t");

      message.with("x", Json.parse(nested(499)));
      assertThrows(MessageFormatException.class, () -> message.with("x", Json.parse(nested(500))));
      assertThrows(
          MessageFormatException.class,
          () -> ControlMessage.of("running", Map.of("x", Json.parse(nested(499))), null));
    }

    /** Half of what a thread has unless its JVM is told otherwise. */
    @Test
    void needsNoLargeStack() throws InterruptedException {
      CompletableFuture<Object> value = new CompletableFuture<>();
      Thread small =
          new Thread(
              null,
              () -> {
                try {
                  Object deep = Json.valueOf(Json.parse(nested(500)), "x");
                  value.complete(Json.parse(Json.write(Map.of("a", List.of(deep)))));
                } catch (Throwable e) {
                  value.completeExceptionally(e);
                }
              },
              "small",
              512 << 10);
      small.start();
      small.join();

      assertEquals(Map.of("a", List.of(Json.parse(nested(500)))), value.join());
    }

    @Test
    void ofOwnTextsLeavesRoomForAnEnvelope() {
      Object value = Json.parse(nested(500));
      Map<String, Object> enveloped = Map.of("ack", Map.of("message", value));

      assertEquals(enveloped, Json.parse(Json.write(enveloped)));
    }

    @Test
    void ofWhatWasReadLeavesRoomForAnEnvelope() {
      String json = Json.write(Map.of("ack", Map.of("message", List.of(Json.parse(nested(500))))));

      assertTrue(json.contains(nested(500)));
    }

    @Test
    void ofALoopIsRefused() {
      List<@Nullable Object> loop = Arrays.asList(new @Nullable Object[1]);
      loop.set(0, loop);

      assertThrows(MessageFormatException.class, () -> Json.copy(loop, "args"));
      assertThrows(MessageFormatException.class, () -> Json.valueOf(loop, "the result"));
    }

    private String nested(int levels) {
      return "[".repeat(levels) + "]".repeat(levels);
    }
  }

  @Nested
  class Texts {
    @Test
    void mayHoldCharactersAsEscapes() {
      assertEquals(
          "\"\\/\b\f\n\r\t\u00e4\u00C4\ud83d",
          Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\u00C4\\uD83d\""));
    }

    @Test
    void thatAreNoJsonAreRefusedWithThePlace() {
      assertEquals("it is no JSON, from character 8", messageOf(() -> Json.parse("{\"a\": 1;}")));
      assertEquals("it is no JSON, from character 3", messageOf(() -> Json.parse("[1")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "01",
          "1.",
          ".5",
          "+1",
          "-",
          "1e",
          "\"\\x\"",
          "\"\\u12g4\"",
          "\"\\u123",
          "nul",
          "Inf",
          "Nan",
          "[1 2]",
          "{\"a\":1,}",
          "\uFEFF1",
          "1\u00a0",
          "",
          " ",
          "{",
          "[1,]",
          "{\"a\":1} {}",
          "{\"a\" 1}",
          "'a'",
          "tru",
          "{a:1}",
          "\"\n\""
        })
    void thatAreNoJsonAreToldApart(String text) {
      assertThrows(NotJsonException.class, () -> Json.parse(text));
    }

    @Test
    void areNeverQuotedInErrors() {
      for (String text :
          List.of("{\"password\": hunter2}", "hunter2", "[\"hunter2\", hunter2", "\"hunter2\n")) {
        assertFalse(messageOf(() -> Json.parse(text)).contains("hunter2"));
      }
    }

    @Test
    void thatAreNoObjectAreRefusedByKind() {
      assertEquals("expected a JSON object, got a list", messageOf(() -> Json.parseObject("[1]")));
      assertEquals("expected a JSON object, got null", messageOf(() -> Json.parseObject("null")));
    }
  }

  @Nested
  class Values {
    record Broken(String password) {
      @Override
      public String password() {
        throw new IllegalStateException(password);
      }
    }

    record Report(LocalDate day, List<Integer> counts) {}

    @Test
    void ofAnApplicationBecomePlain() {
      assertEquals(
          Map.of("day", "2026-02-01", "counts", List.of(1, 2)),
          Json.valueOf(new Report(LocalDate.of(2026, 2, 1), List.of(1, 2)), "the result"));
    }

    /** A list of an application's that says for itself how it is written. */
    private static final class Total extends AbstractList<Integer> implements JacksonSerializable {
      @Override
      public Integer get(int index) {
        return index;
      }

      @Override
      public int size() {
        return 3;
      }

      @Override
      public void serialize(JsonGenerator generator, SerializationContext context) {
        generator.writeNumber(size());
      }

      @Override
      public void serializeWithType(
          JsonGenerator generator, SerializationContext context, TypeSerializer types) {
        serialize(generator, context);
      }
    }

    @Test
    void ofAnApplicationMayBeCollections() {
      assertEquals(Map.of("a", 3), Json.valueOf(Map.of("a", new Total()), "the result"));
    }

    @Test
    void ofTheLibraryBecomePlainInsideCollectionsToo() {
      assertEquals(
          Map.of("1", List.of("2026-02-01", 2.5)),
          Json.valueOf(Map.of(1, List.of(LocalDate.of(2026, 2, 1), 2.5)), "the result"));
      assertEquals(Set.of("a"), Set.copyOf((List<?>) Json.valueOf(Set.of("a"), "the result")));
    }

    @Test
    void thatCannotBeWrittenAreRefusedByType() {
      assertEquals(
          "the result can't be written as JSON: it is of " + Broken.class.getName(),
          messageOf(() -> Json.valueOf(new Broken("hunter2"), "the result")));
    }

    @Test
    void areImmutableOnceRead() {
      Map<String, @Nullable Object> object = Json.parseObject("{\"a\":[]}");

      assertThrows(UnsupportedOperationException.class, () -> object.put("b", 1));
    }

    @Test
    void withKeysOtherThanStringsAreRefused() {
      assertEquals(
          "kwargs: keys of an object must be strings",
          messageOf(() -> Json.copy(Collections.singletonMap(1, "x"), "kwargs")));
    }

    @Test
    void ofOtherTypesAreRefusedWithoutTheirText() {
      assertEquals(
          "args: java.lang.StringBuilder is not a JSON value",
          messageOf(() -> Json.copy(List.of(new StringBuilder("hunter2")), "args")));
    }
  }

  private static String messageOf(Runnable action) {
    return String.valueOf(assertThrows(MessageFormatException.class, action::run).getMessage());
  }
}
