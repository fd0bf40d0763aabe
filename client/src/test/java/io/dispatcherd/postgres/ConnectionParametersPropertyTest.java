package io.dispatcherd.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dispatcherd.config.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConnectionParametersPropertyTest {

  @Property
  void quotedValuesAreReadBack(@ForAll("parameters") Map<String, String> parameters) {
    String conninfo =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + ConnectionParameters.quote(entry.getValue()))
            .collect(Collectors.joining(" "));

    assertEquals(parameters, ConnectionParameters.parse(conninfo).reveal());
  }

  @Property
  void encodedUriIsReadBack(
      @ForAll("nonEmpty") String user,
      @ForAll("nonEmpty") String password,
      @ForAll("nonEmpty") String database,
      @ForAll("parameters") Map<String, String> query) {
    String uri =
        "postgresql://"
            + (encode(user) + ":" + encode(password) + "@/" + encode(database) + "?")
            + query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("user", user);
    expected.put("password", password);
    expected.put("dbname", database);
    expected.putAll(query);

    assertEquals(expected, ConnectionParameters.parse(uri).reveal());
  }

  @Property
  void onlyConfigurationExceptionsAreThrown(@ForAll("conninfo") String conninfo) {
    try {
      ConnectionParameters parameters = ConnectionParameters.parse(conninfo);
      assertEquals(parameters, ConnectionParameters.parse("").with(parameters.reveal()));
    } catch (ConfigurationException e) {
      assertFalse(e.problems().isEmpty());
    }
  }

  @Provide
  Arbitrary<Map<String, String>> parameters() {
    Arbitrary<String> keywords =
        Arbitraries.of(Arrays.stream(LibpqKeyword.values()).map(LibpqKeyword::word).toList());
    return Arbitraries.maps(keywords, nonZero()).ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> nonEmpty() {
    return nonZero().filter(text -> !text.isEmpty());
  }

  @Provide
  Arbitrary<String> conninfo() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of(
                "host",
                "=",
                "'",
                "\\",
                " ",
                "postgresql://",
                "postgres://",
                "[",
                "]",
                ":",
                ",",
                "@",
                "/",
                "?",
                "&",
                "%",
                "%4",
                "%41",
                "%ff",
                "password"),
            Arbitraries.strings().ofMaxLength(3));
    return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
  }

  /** No zero bytes, which C strings end with, and no half characters, which have no encoding. */
  private static Arbitrary<String> nonZero() {
    return Arbitraries.strings()
        .ofMaxLength(12)
        .map(
            text ->
                text.codePoints()
                    .filter(c -> c != 0 && (c < 0xD800 || c > 0xDFFF))
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
