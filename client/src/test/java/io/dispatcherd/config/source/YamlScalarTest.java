package io.dispatcherd.config.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlScalarTest {

  static Stream<Arguments> resolutions() {
    return Stream.of(
        Arguments.of("1", 1),
        Arguments.of("-1_000", -1000),
        Arguments.of("+7", 7),
        Arguments.of("010", 8),
        Arguments.of("0b101", 5),
        Arguments.of("0xfF", 255),
        Arguments.of("1:30", 90),
        Arguments.of("-1:0:1", -3601),
        Arguments.of("5000000000", 5_000_000_000L),
        Arguments.of("99999999999999999999", new BigInteger("99999999999999999999")),
        Arguments.of("1.5", 1.5),
        Arguments.of("1.", 1.0),
        Arguments.of(".5", 0.5),
        Arguments.of("-1.5e+3", -1500.0),
        Arguments.of("1:30.5", 90.5),
        Arguments.of(".inf", Double.POSITIVE_INFINITY),
        Arguments.of("-.Inf", Double.NEGATIVE_INFINITY),
        Arguments.of(".NaN", Double.NaN),
        Arguments.of("yes", true),
        Arguments.of("On", true),
        Arguments.of("TRUE", true),
        Arguments.of("off", false),
        Arguments.of("No", false),
        // No dot, no number; one letter, no boolean; one digit of base 10 in base 8.
        Arguments.of("1e3", "1e3"),
        Arguments.of("1.5e3", "1.5e3"),
        Arguments.of("y", "y"),
        Arguments.of("yEs", "yEs"),
        Arguments.of("09", "09"),
        Arguments.of("0o17", "0o17"),
        Arguments.of("0b_", "0b_"),
        Arguments.of("a b", "a b"));
  }

  @ParameterizedTest
  @MethodSource("resolutions")
  void unquotedScalarMeansWhatItMeansToPython(String text, Object expected) {
    assertEquals(expected, YamlScalar.plain(text).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
  void nothingIsNull(String text) {
    assertNull(YamlScalar.plain(text).value());
    assertEquals(YamlScalar.Kind.NULL, YamlScalar.plain(text).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-01-01", "2024-1-1 1:02:03", "2024-01-01T01:02:03.5Z"})
  void dateIsADate(String text) {
    assertEquals(YamlScalar.Kind.TIMESTAMP, YamlScalar.plain(text).kind());
  }

  @Property
  void anyTextCanBeResolved(@ForAll String text) {
    YamlScalar scalar = YamlScalar.plain(text);

    assertEquals(scalar.kind().words(), scalar.toString());
  }

  @Property
  void integersAreReadBack(@ForAll int number) {
    assertEquals(number, YamlScalar.plain(Integer.toString(number)).value());
  }
}
