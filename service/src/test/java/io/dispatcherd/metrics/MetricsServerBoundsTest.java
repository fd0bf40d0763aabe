package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.HttpLimits;
import io.dispatcherd.limits.Limit;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What one client, and all of them together, may take of the metrics server. */
class MetricsServerBoundsTest extends MetricsServerFixture {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void aRequestLineThatIsTooLongIsRefused() throws IOException {
    String answer = ask("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 414 URI Too Long\r\n"), answer);
    assertEquals(1, hits.count(Limit.HTTP_REQUEST_LINE_BYTES));
    assertEquals(1L, counted("bad_requests"));
  }

  @Test
  void tooManyHeadersAreRefused() throws IOException {
    String answer = ask("GET /metrics HTTP/1.1\r\n" + "a: b\r\n".repeat(65) + "\r\n");

    assertEquals(1, hits.count(Limit.HTTP_HEADERS));
    assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
    assertEquals(1L, counted("bad_requests"));
  }

  @Test
  void headersThatAreTooLongAreRefused() throws IOException {
    String answer = ask("GET /metrics HTTP/1.1\r\na: " + "x".repeat(100_000) + "\r\n\r\n");

    assertEquals(1, hits.count(Limit.HTTP_REQUEST_BYTES));
    assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
  }

  @Test
  void aClientThatStopsInItsRequestIsTimedOut() throws IOException {
    restart(new HttpLimits(2048, 16_384, 64, 4, SHORT, LONG), () -> "");

    String answer = ask("GET /metrics HT");

    assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
    assertEquals(1, hits.count(Limit.HTTP_REQUEST_SECONDS));
    assertEquals(1L, counted("request_timeouts"));
  }

  @Test
  void aClientThatGoesOnSendingIsTimedOutAllTheSame() throws Exception {
    restart(new HttpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 64, 4, SHORT, LONG), () -> "");

    try (Socket socket = connect()) {
      Thread sender = Thread.ofVirtual().start(() -> sendForEver(socket));
      assertTrue(read(socket).startsWith("HTTP/1.1 408 "));
      sender.join();
    }
    assertEquals(1L, counted("request_timeouts"));
  }

  @Test
  void aClientThatDoesNotTakeItsAnswerIsCutOff() throws Exception {
    restart(new HttpLimits(2048, 16_384, 64, 4, LONG, SHORT), () -> "x".repeat(32 * 1024 * 1024));

    try (Socket socket = connect()) {
      send(socket, "GET /metrics HTTP/1.1\r\n\r\n");
      awaitCount("client_disconnects", 1);
    }
    assertEquals(1, hits.count(Limit.HTTP_ANSWER_SECONDS));
  }

  @Test
  void aClientThatLeavesEarlyIsCounted() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "GET /metr");
    }
    awaitCount("client_disconnects", 1);
  }

  @Test
  void oneConnectionTooManyIsRefusedUntilAnotherEnds() throws IOException {
    List<Socket> idle = IntStream.range(0, 4).mapToObj(i -> connected()).toList();
    awaitCount("connections_total", 4);

    try (Socket socket = connect()) {
      // What is unread when the service closes must not cost the client the answer.
      send(socket, "GET /metrics HTTP/1.1\r\nX: " + "x".repeat(64 * 1024));
      assertTrue(read(socket).startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    }
    assertEquals(1L, counted("connections_refused"));
    assertEquals(1, hits.count(Limit.HTTP_CONNECTIONS));

    for (Socket socket : idle) {
      socket.close();
    }
    awaitCount("client_disconnects", 4);
    Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptions()
        .until(() -> ask("GET /metrics HTTP/1.1\r\n\r\n").endsWith("some 1\n"));
  }

  private Socket connected() {
    try {
      return connect();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void sendForEver(Socket socket) {
    try {
      send(socket, "GET /metrics HTTP/1.1\r\na: ");
      while (true) {
        send(socket, "xxxxxxxx");
      }
    } catch (IOException e) {
      // The test has its answer.
    }
  }
}
