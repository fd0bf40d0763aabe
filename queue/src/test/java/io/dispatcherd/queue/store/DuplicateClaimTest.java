package io.dispatcherd.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.dispatcherd.messages.Json;
import io.dispatcherd.queue.QueueDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What duplicates are found by: the same in Java and in the database. */
@Tag("functional")
class DuplicateClaimTest {
  private static QueueDatabase database = QueueDatabase.empty();
  private static @Nullable Connection connection;

  @BeforeAll
  static void migrate() throws SQLException {
    database = QueueDatabase.migrated();
    connection = database.connect();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  private static String inTheDatabase(String args, String kwargs) throws SQLException {
    try (PreparedStatement statement =
        java.util.Objects.requireNonNull(connection)
            .prepareStatement(
                database
                    .schema()
                    .in("select \"${schema}\".claim_of('a.B', ?::json, ?::json, null)"))) {
      statement.setString(1, args);
      statement.setString(2, kwargs);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return HexFormat.of().formatHex(result.getBytes(1));
      }
    }
  }

  private static void assertSame(List<?> args, Map<String, ?> kwargs) throws SQLException {
    String written = Json.write(args);
    assertEquals(
        DuplicateClaim.ofArguments("a.B", args, kwargs),
        inTheDatabase(written, Json.write(kwargs)),
        written);
  }

  @Test
  void valuesOfAllKindsAreTheSameInBoth() throws SQLException {
    assertSame(List.of(), Map.of());
    assertSame(
        Arrays.asList(
            null,
            true,
            0,
            -5,
            1.0,
            10.5,
            new BigDecimal("1.50e3"),
            1e-7,
            1e22,
            "é漢😀\"\\/\b\f\n\r\t\u0001\u007f\u2028",
            List.of(List.of())),
        Map.of("b", 1, "a", Map.of("z", 1, "é", 2, "😀", 3, "\uffee", 4)));
  }

  @Test
  void randomValuesAreTheSameInBoth() throws SQLException {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        kwargs.put(text(random), value(random, 3));
      }
      assertSame(Arrays.asList(value(random, 4), value(random, 2)), kwargs);
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20.0);
      case 4, 5 -> text(random);
      case 6 -> Arrays.asList(value(random, depth - 1), value(random, depth - 1));
      default -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(text(random), value(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      int point = 1 + random.nextInt(random.nextBoolean() ? 0x7f : 0x1ffff);
      text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
    }
    return text.toString();
  }

  @Test
  void oneAndOnePointZeroAreTwo() throws SQLException {
    assertNotEquals(inTheDatabase("[1]", "{}"), inTheDatabase("[1.0]", "{}"));
  }

  @Test
  void whatTheDatabaseCannotHoldIsComparedAsWritten() throws SQLException {
    assertEquals(inTheDatabase("[\"\\u0000\"]", "{}"), inTheDatabase("[\"\\u0000\"]", "{}"));
    assertNotEquals(inTheDatabase("[1e999999999]", "{}"), inTheDatabase("[1e999999998]", "{}"));
  }

  @Test
  void aKeyTakesThePlaceOfTheArguments() {
    assertNotEquals(
        DuplicateClaim.ofKey("a.B", "x"), DuplicateClaim.ofArguments("a.B", List.of(), Map.of()));
  }
}
