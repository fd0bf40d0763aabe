package io.dispatcherd.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConnectionParametersTest {

  @TestFactory
  Stream<DynamicTest> libpqReadsTheSame() {
    InputStream vectors =
        Objects.requireNonNull(getClass().getResourceAsStream("/vectors/conninfo.json"));
    return JsonMapper.shared()
        .readTree(vectors)
        .valueStream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    "'" + vector.get("conninfo").asString() + "'", () -> check(vector)));
  }

  private static void check(JsonNode vector) {
    String conninfo = vector.get("conninfo").asString();
    if (vector.has("error")) {
      assertThrows(ConfigurationException.class, () -> ConnectionParameters.parse(conninfo));
      return;
    }
    Map<String, String> expected = new LinkedHashMap<>();
    vector
        .get("params")
        .properties()
        .forEach(e -> expected.put(e.getKey(), e.getValue().asString()));
    assertEquals(expected, ConnectionParameters.parse(conninfo).reveal());
  }

  @Test
  void uriMayNameSeveralHosts() {
    assertEquals(
        Map.of("host", "a,::1,c", "port", "1,,3", "user", "u", "dbname", "d"),
        ConnectionParameters.parse("postgresql://u@a:1,[::1],c:3/d").reveal());
  }

  @Test
  void queryOfTheUriWinsOverItsPath() {
    assertEquals(
        Map.of("dbname", "b", "host", "h", "sslmode", "require"),
        ConnectionParameters.parse("postgresql://h/a?dbname=b&ssl=true").reveal());
  }

  @Test
  void uriMayBeEmpty() {
    assertEquals(Map.of(), ConnectionParameters.parse("postgresql://").reveal());
  }

  @Test
  void percentEncodedHostMayBeASocketFolder() {
    assertEquals(
        Map.of("dbname", "d", "host", "/tmp/x"),
        ConnectionParameters.parse("postgresql://%2Ftmp%2Fx/d").reveal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://[::1/d",
        "postgresql://[]/d",
        "postgresql://[::1]x/d",
        "postgresql://h/%zz",
        "postgresql://h/%00",
        "postgresql://h/%f",
        "postgresql://h/%ff",
        "postgresql://h/d?x",
        "postgresql://h/d?a=b=c",
        "postgresql://h/d?nonsense=1",
        "=1",
        "host",
        "host localhost",
      })
  void whatLibpqRefusesIsRefused(String conninfo) {
    assertThrows(ConfigurationException.class, () -> ConnectionParameters.parse(conninfo));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password='hunter2",
        "password=a hunter2",
        "password=a hunter2=x",
        "postgresql://u:hunter2%zz@h/d",
        "postgresql://u:p@h/d?hunter2=1",
      })
  void errorsShowNothingThatCouldBeAPassword(String conninfo) {
    ConfigurationException failure =
        assertThrows(ConfigurationException.class, () -> ConnectionParameters.parse(conninfo));

    assertFalse(failure.toString().contains("hunter2"), failure.toString());
  }

  @Test
  void printingShowsEverythingButSecrets() {
    ConnectionParameters parameters =
        ConnectionParameters.parse("host=h password=hunter2 sslpassword=hunter2 dbname='a b'");

    assertEquals("password=****** dbname='a b' host=h sslpassword=******", parameters.toString());
    assertEquals("******", parameters.password().orElseThrow().toString());
    assertTrue(parameters.get("password").isEmpty());
  }

  @Test
  void unknownKeywordIsNamedWithASuggestion() {
    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class,
            () -> ConnectionParameters.parse("").with(Map.of("dbnam", "x")));

    assertEquals(
        "\"dbnam\" isn't a connection parameter, did you mean \"dbname\"?", failure.getMessage());
  }
}
