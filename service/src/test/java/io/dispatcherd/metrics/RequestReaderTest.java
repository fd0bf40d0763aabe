package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.HttpLimits;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(40, 100, 3, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));

  @ParameterizedTest
  @CsvSource({
    "GET /metrics HTTP/1.1, GET, /metrics",
    "GET /metrics HTTP/1.0, GET, /metrics",
    "HEAD /metrics?name=x HTTP/1.1, HEAD, /metrics",
    "POST / HTTP/1.1, POST, /",
    "GET http://here:1/metrics HTTP/1.1, GET, /metrics",
    "GET /%6Detrics HTTP/1.1, GET, /metrics",
    "OPTIONS * HTTP/1.1, OPTIONS, *",
  })
  void methodAndPathAreRead(String line, String method, String path) throws IOException {
    assertEquals(new Request(method, path), read(line + "\r\nHost: x\r\n\r\n"));
  }

  @Test
  void aLineMayEndWithoutCarriageReturn() throws IOException {
    assertEquals(new Request("GET", "/metrics"), read("GET /metrics HTTP/1.1\nHost: x\n\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET /metrics",
        "GET  /metrics HTTP/1.1",
        "GET /metrics HTTP/1.1 ",
        "GET /metrics SPDY/3",
        "GET %zz HTTP/1.1",
        "GET a:b HTTP/1.1",
        "\u0016\u0003\u0001 x HTTP/1.1",
      })
  void whatIsNoRequestLineIsRefused(String line) {
    assertRefused(HttpStatus.BAD_REQUEST, line + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2", "HTTP/2.0", "HTTP/0.9"})
  void anotherVersionIsRefusedAsSuch(String version) {
    assertRefused(HttpStatus.VERSION_NOT_SUPPORTED, "GET /metrics " + version + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no colon", ": no name"})
  void whatIsNoHeaderIsRefused(String header) {
    assertRefused(HttpStatus.BAD_REQUEST, "GET / HTTP/1.1\r\n" + header + "\r\n\r\n");
  }

  @Test
  void theLongestRequestLineIsTakenAndOneByteMoreIsNot() throws IOException {
    String path = "/" + "x".repeat(40 - "GET / HTTP/1.1\r".length());
    assertEquals(path, read("GET " + path + " HTTP/1.1\r\n\r\n").path());
    assertRefused(HttpStatus.URI_TOO_LONG, "GET " + path + "x HTTP/1.1\r\n\r\n");
  }

  @Test
  void asManyHeadersAsAllowedAreTakenAndOneMoreIsNot() throws IOException {
    assertEquals("/", read("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(3) + "\r\n").path());
    assertRefused(
        HttpStatus.HEADERS_TOO_LARGE, "GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(4) + "\r\n");
  }

  @Test
  void headersThatAreTooLongTogetherAreRefused() {
    assertRefused(
        HttpStatus.HEADERS_TOO_LARGE,
        "GET / HTTP/1.1\r\na: " + "x".repeat(50) + "\r\nb: " + "x".repeat(50) + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /metr", "GET /metrics HTTP/1.1\r\n", "GET / HTTP/1.1\r\na: b"})
  void aRequestThatIsCutOffIsNone(String start) {
    assertThrows(EOFException.class, () -> read(start));
  }

  @Property
  void whateverComesIsReadOrRefusedWithinTheBounds(@ForAll @Size(max = 300) byte[] bytes)
      throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      Request request = new RequestReader(in, LIMITS).read();
      assertTrue(request.method().length() <= LIMITS.requestLineBytes());
    } catch (RefusedRequestException e) {
      assertEquals(HttpCount.BAD_REQUESTS, e.status().countedAs());
    } catch (EOFException e) {
      assertEquals(0, in.available());
    }
    assertTrue(bytes.length - in.available() <= LIMITS.headBytes());
  }

  private static void assertRefused(HttpStatus expected, String text) {
    assertEquals(expected, assertThrows(RefusedRequestException.class, () -> read(text)).status());
  }

  private static Request read(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new RequestReader(new ByteArrayInputStream(bytes), LIMITS).read();
  }
}
