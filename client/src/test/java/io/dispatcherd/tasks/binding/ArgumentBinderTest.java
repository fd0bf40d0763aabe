package io.dispatcherd.tasks.binding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskDefaults;
import io.dispatcherd.tasks.TaskMethod;
import io.dispatcherd.tasks.declared.MethodDescriptor;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentBinderTest {
  /** A team with its members. */
  public record Team(String name, int size, Optional<LocalDate> since, @Nullable String note) {}

  /** Shown otherwise than it is named. */
  public enum Colour {
    RED;

    @Override
    public String toString() {
      return "a warm red";
    }
  }

  /** Methods with parameters of all types; the names of most say their type. */
  @SuppressWarnings("unused")
  private static final class Signatures {
    void anInt(int value) {}

    void aLong(long value) {}

    void aDouble(double value) {}

    void aBoolean(boolean value) {}

    void aBoxedInt(@Nullable Integer value) {}

    void aString(@Nullable String value) {}

    void anEnum(DayOfWeek value) {}

    void aColour(Colour value) {}

    void aDate(LocalDate value) {}

    void aDuration(Duration value) {}

    void anInstant(Instant value) {}

    void aUuid(UUID value) {}

    void aDecimal(BigDecimal value) {}

    void anOptional(Optional<Integer> value) {}

    void aTeam(Team value) {}

    void teams(List<Team> value) {}

    void texts(List<String> value) {}

    void pairs(List<List<Double>> value) {}

    void byMonth(Map<YearMonth, List<Team>> value) {}

    void anything(@Nullable Object value) {}

    void numbers(int[] value) {}

    void two(String first, int second) {}

    void optionalLast(String first, Optional<Integer> second) {}

    void bound(TaskContext context, String first) {}

    void stream(InputStream value) {}

    void suppliers(List<Supplier<String>> value) {}

    void keyed(Map<Team, String> value) {}

    void connection(Optional<Connection> value) {}

    void holder(Holder value) {}

    void classes(List<Class<?>> value) {}

    record Holder(String name, Runnable action) {}
  }

  private static ArgumentBinder binder(String name, String... parameterNames) {
    Method method =
        Arrays.stream(Signatures.class.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    TaskMethod described =
        new TaskMethod(
            "a.Tasks",
            name,
            MethodDescriptor.of(method),
            List.of(parameterNames),
            method.getParameterCount() > 0 && method.getParameterTypes()[0] == TaskContext.class,
            false);
    return new ArgumentBinder(new TaskDeclaration("t", described, TaskDefaults.NONE), method);
  }

  private static @Nullable Object read(String method, String json) {
    return binder(method, "value").bind(args(json), Map.of())[0];
  }

  /** The value as it would be in a message. */
  private static List<@Nullable Object> args(String json) {
    return TaskMessage.fromJson("{\"task\":\"t\",\"args\":[" + json + "]}").args();
  }

  private static String refusal(String method, String json) {
    return String.valueOf(
        assertThrows(ArgumentException.class, () -> read(method, json)).getMessage());
  }

  @Nested
  class Values {
    @Test
    void ofPlainTypesAreTakenAsTheyAre() {
      assertEquals(7, read("anInt", "7"));
      assertEquals(7L, read("aLong", "7"));
      assertEquals(7.0, read("aDouble", "7"));
      assertEquals(0.5, read("aDouble", "0.5"));
      assertEquals(true, read("aBoolean", "true"));
      assertEquals("", read("aString", "\"\""));
      assertNull(read("aBoxedInt", "null"));
      assertNull(read("aString", "null"));
    }

    @Test
    void inListsAreOfTheTypeThatTheListIsOf() {
      assertEquals(List.of("a", ""), read("texts", "[\"a\",\"\"]"));
      assertEquals(List.of(), read("texts", "[]"));
      assertEquals(Arrays.asList("a", null), read("texts", "[\"a\",null]"));
      assertEquals(List.of(List.of(1.0, 2.5), List.of()), read("pairs", "[[1,2.5],[]]"));
      assertNull(read("texts", "null"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"a\"]", "[null]"})
    void inListsMayBeAddedTo(String json) {
      @SuppressWarnings("unchecked") // as the signature says
      List<String> texts = (List<String>) Objects.requireNonNull(read("texts", json));
      int size = texts.size();

      texts.add("b");

      assertEquals(size + 1, texts.size());
    }

    @Test
    void ofTheStandardLibraryAreReadFromTheirText() {
      assertEquals(DayOfWeek.FRIDAY, read("anEnum", "\"FRIDAY\""));
      assertEquals(LocalDate.of(2024, 2, 29), read("aDate", "\"2024-02-29\""));
      assertEquals(Duration.ofMinutes(5), read("aDuration", "\"PT5M\""));
      assertEquals(Instant.EPOCH, read("anInstant", "\"1970-01-01T00:00:00Z\""));
      assertEquals(new UUID(0, 1), read("aUuid", "\"00000000-0000-0000-0000-000000000001\""));
      assertEquals(new BigDecimal("10.50"), read("aDecimal", "10.50"));
    }

    @Test
    void insideGenericTypesAreReadAsTheirDeclaredTypes() {
      Team team = new Team("red", 3, Optional.of(LocalDate.of(2024, 1, 1)), null);
      String json = "{\"name\":\"red\",\"size\":3,\"since\":\"2024-01-01\"}";

      assertEquals(team, read("aTeam", json));
      assertEquals(List.of(team), read("teams", "[" + json + "]"));
      assertEquals(
          Map.of(YearMonth.of(2024, 2), List.of(team)),
          read("byMonth", "{\"2024-02\":[" + json + "]}"));
      assertEquals(Optional.of(3), read("anOptional", "3"));
      assertEquals(Optional.empty(), read("anOptional", "null"));
      assertArrayEquals(new int[] {1, 2}, (int[]) read("numbers", "[1,2]"));
      assertEquals(Map.of("a", List.of(1)), read("anything", "{\"a\":[1]}"));
    }

    @Test
    void thatAProgramWritesAreReadBackEqual() {
      Team team = new Team("red", 3, Optional.empty(), "x");

      assertEquals(team, read("aTeam", Json.write(Json.valueOf(team, "team"))));
    }

    @Test
    void ofEnumsGoByTheirNames() {
      assertEquals("RED", Json.valueOf(Colour.RED, "colour"));
      assertEquals(Colour.RED, read("aColour", "\"RED\""));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "anInt      | '1'",
          "anInt      | 1.5",
          "anInt      | 1.0",
          "anInt      | null",
          "anInt      | true",
          "anInt      | 2147483648",
          "anInt      | []",
          "anInt      | ''",
          "aLong      | 9223372036854775808",
          "aDouble    | '1.5'",
          "aDouble    | null",
          "aDouble    | false",
          "aBoolean   | 1",
          "aBoolean   | 'true'",
          "aBoolean   | null",
          "aBoxedInt  | '1'",
          "aBoxedInt  | ''",
          "aString    | 1",
          "aString    | true",
          "aString    | 1.5",
          "aString    | ['a']",
          "anEnum     | 4",
          "anEnum     | 'friday'",
          "anEnum     | ''",
          "aDate      | '2024-02-30'",
          "aDate      | ''",
          "aDate      | 5",
          "aUuid      | 'x'",
          "aTeam      | {'name':'a','size':1,'colour':'red'}",
          "aTeam      | {'name':'a'}",
          "aTeam      | {'name':'a','size':'1'}",
          "aTeam      | 'red'",
          "aTeam      | []",
          "aTeam      | ''",
          "texts      | ['a',1]",
          "texts      | 'a'",
          "texts      | {}",
          "pairs      | [[1],['2']]",
          "teams      | {}",
          "teams      | ''",
          "teams      | 'red'",
          "numbers    | [1,'2']",
          "numbers    | ''",
          "byMonth    | {'2024-13':[]}",
          "anOptional | 'x'",
        })
    void ofAnotherTypeAreRefusedByTheNameOfTheParameter(String method, String json) {
      String message = refusal(method, json.replace('\'', '"'));

      assertTrue(message.startsWith("argument 1 (value) of a.Tasks." + method), message);
      assertTrue(message.contains("expected "), message);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"name\":\"hunter2\",\"size\":\"hunter2\"}",
          "{\"hunter2\":1}",
          "\"hunter2\"",
          "[\"hunter2\"]"
        })
    void areNeverQuotedInTheError(String json) {
      assertFalse(refusal("aTeam", json).contains("hunter2"));
      assertFalse(refusal("byMonth", "{\"hunter2\":" + json + "}").contains("hunter2"));
      assertFalse(refusal("byMonth", "{\"2024-01\":" + json + "}").contains("hunter2"));
    }

    @Test
    void thatAreWrongInsideAreLocated() {
      assertTrue(
          refusal("teams", "[{\"name\":\"a\",\"size\":1},{\"name\":\"a\",\"size\":\"1\"}]")
              .contains("[1].size"));
    }
  }

  @Nested
  class Positions {
    private final ArgumentBinder two = binder("two", "first", "second");

    private String refusal(List<Object> args, Map<String, Object> kwargs) {
      return String.valueOf(
          assertThrows(ArgumentException.class, () -> two.bind(args, kwargs)).getMessage());
    }

    @Test
    void areFilledFirstAndNamesAfterThem() {
      assertArrayEquals(new Object[] {"a", 1}, two.bind(List.of("a", 1), Map.of()));
      assertArrayEquals(new Object[] {"a", 1}, two.bind(List.of("a"), Map.of("second", 1)));
      assertArrayEquals(
          new Object[] {"a", 1}, two.bind(List.of(), Map.of("second", 1, "first", "a")));
    }

    @Test
    void beyondTheLastAreRefused() {
      assertTrue(refusal(List.of("a", 1, 2), Map.of()).contains("takes 2 arguments, got 3"));
    }

    @Test
    void thatAreLeftOutAreNamed() {
      assertTrue(refusal(List.of("a"), Map.of()).contains("argument 2 (second)"));
      assertTrue(refusal(List.of(), Map.of("second", 1)).contains("argument 1 (first)"));
    }

    @Test
    void thatAreGivenTwiceAreRefused() {
      assertTrue(refusal(List.of("a"), Map.of("first", "b")).contains("argument 1 (first)"));
    }

    @Test
    void withAnUnknownNameAreRefused() {
      assertTrue(refusal(List.of("a"), Map.of("third", 1)).contains("no parameter \"third\""));
    }

    /** It goes to the log, where a line of its own would look like one that we have written. */
    @Test
    void withANameThatBreaksTheLineAreRefusedInOneLine() {
      String refusal = refusal(List.of("a"), Map.of("x\n12:00 ERROR \u001b[31mforged", 1));

      assertTrue(refusal.contains("no parameter \"x\\u000a12:00 ERROR \\u001b[31mforged\""));
    }

    @Test
    void needNoNamesToBeKnown() {
      assertArrayEquals(new Object[] {"a", 1}, binder("two").bind(List.of("a", 1), Map.of()));
      String message =
          String.valueOf(
              assertThrows(
                      ArgumentException.class,
                      () -> binder("two").bind(List.of("a"), Map.of("second", 1)))
                  .getMessage());
      assertTrue(message.contains("-parameters"), message);
    }

    @Test
    void ofAnOptionalTypeMayBeLeftOut() {
      assertArrayEquals(
          new Object[] {"a", Optional.empty()},
          binder("optionalLast", "first", "second").bind(List.of("a"), Map.of()));
    }

    @Test
    void doNotCountTheContext() {
      assertArrayEquals(new Object[] {"a"}, binder("bound", "first").bind(List.of("a"), Map.of()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stream, java.io.InputStream",
    "suppliers, java.util.function.Supplier",
    "connection, java.sql.Connection",
    "keyed, Team",
    "holder, java.lang.Runnable",
    "classes, java.lang.Class"
  })
  void aParameterThatCannotBeReadFromJsonIsRefusedAtTheStart(String method, String type) {
    String message =
        String.valueOf(
            assertThrows(TaskDeclarationException.class, () -> binder(method)).getMessage());

    assertTrue(message.contains("can't be read from JSON"), message);
    assertTrue(message.contains(type), message);
  }
}
