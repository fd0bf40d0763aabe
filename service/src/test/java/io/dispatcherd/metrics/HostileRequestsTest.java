package io.dispatcherd.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.corpus.Corpus;
import io.dispatcherd.limits.HttpLimits;
import io.dispatcherd.limits.LimitHits;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends is a request or refused, and the next one is served. */
class HostileRequestsTest {
  static List<Corpus.Case> corpus() {
    return Corpus.read("http-requests.json");
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatIsKeptIsReadOrRefused(Corpus.Case input) throws IOException {
    readOrRefused(input.bytes());
  }

  @Property
  void anyPiecesOfARequestAreReadOrRefused(@ForAll("pieces") String text) throws IOException {
    readOrRefused(text.getBytes(ISO_8859_1));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
    readOrRefused(bytes);
  }

  @Test
  void aServerThatHasHeardAllOfItServesTheNextOne() throws IOException {
    MetricsSettings settings = new MetricsSettings("localhost", 0, 0);
    try (MetricsServer server = MetricsServer.open(settings, site(), new LimitHits())) {
      for (Corpus.Case input : corpus()) {
        String answer = ask(server, input.bytes());
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), answer);
        assertFalse(answer.startsWith("HTTP/1.1 500"), answer);
      }
      assertTrue(
          ask(server, "GET /metrics HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1)).endsWith("fine 1\n"));
    }
  }

  private static MetricsSite site() {
    return new MetricsSite(
        () -> "fine 1\n",
        () -> Response.text(HttpStatus.PROBE_PASSED, "ok\n"),
        () -> Response.text(HttpStatus.PROBE_PASSED, "ok\n"));
  }

  private static void readOrRefused(byte[] bytes) throws IOException {
    try {
      Request request =
          new RequestReader(new ByteArrayInputStream(bytes), HttpLimits.DEFAULT).read();
      assertTrue(request.path().length() <= HttpLimits.DEFAULT.requestLineBytes());
    } catch (RefusedRequestException e) {
      assertNotEquals(HttpStatus.OK, e.status());
    } catch (EOFException e) {
      // It ends before it is a request.
    }
  }

  private static String ask(MetricsServer server, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("localhost"), server.port())) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "GET",
            "HEAD",
            "POST",
            " ",
            "/metrics",
            "/",
            "http://",
            "HTTP/1.1",
            "HTTP/2",
            "\r\n",
            "\n",
            "\r",
            "a: b",
            ":",
            "%",
            "%00",
            "\u0000",
            "\u00ff",
            "?",
            "#",
            "x".repeat(2_100))
        .list()
        .ofMaxSize(14)
        .map(list -> String.join("", list));
  }
}
