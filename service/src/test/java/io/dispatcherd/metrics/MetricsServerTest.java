package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.limits.LimitHits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsServerTest extends MetricsServerFixture {
  @Nested
  class Answering {
    @Test
    void thePageIsServedWithTypeAndLength() throws IOException {
      String answer = ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
      assertTrue(answer.contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
      assertTrue(answer.contains("\r\nContent-Length: 7\r\n"), answer);
      assertTrue(answer.endsWith("\r\n\r\nsome 1\n"), answer);
      assertEquals(1L, counted("metrics_requests_served"));
    }

    @Test
    void headGetsTheSameWithoutTheBody() throws IOException {
      String answer = ask("HEAD /metrics HTTP/1.1\r\n\r\n");

      assertTrue(answer.contains("\r\nContent-Length: 7\r\n"), answer);
      assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @ParameterizedTest
    @CsvSource({
      "GET /metrics HTTP/1.0",
      "GET /metrics HTTP/1.1",
    })
    void aClientThatWantsToKeepTheConnectionIsToldThatItEnds(String line) throws IOException {
      String answer = ask(line + "\r\nConnection: keep-alive\r\n\r\n" + line + "\r\n\r\n");

      assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
      assertEquals(1, answer.split("HTTP/1.1 200 OK", -1).length - 1, "one answer: " + answer);
    }

    @Test
    void anHttpClientCanAskAgainAndAgain() throws Exception {
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("http://localhost:%d/metrics".formatted(server.port())))
                .build();
        for (int i = 0; i < 3; i++) {
          assertEquals(
              "some 1\n", client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
      }
      assertEquals(3L, counted("connections_total"));
    }

    @ParameterizedTest
    @CsvSource({
      "GET / HTTP/1.1, 404 Not Found, not_found_responses",
      "GET /metrics/ HTTP/1.1, 404 Not Found, not_found_responses",
      "POST /metrics HTTP/1.1, 405 Method Not Allowed, not_found_responses",
      "get /metrics HTTP/1.1, 405 Method Not Allowed, not_found_responses",
      "GET /metrics, 400 Bad Request, bad_requests",
      "GET /metrics HTTP/3.0, 505 HTTP Version Not Supported, bad_requests",
    })
    void anythingElseIsAnsweredAndCounted(String line, String status, String count)
        throws IOException {
      String answer = ask(line + "\r\n\r\n");

      assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
      assertEquals(1L, counted(count));
      assertEquals(0L, counted("metrics_requests_served"));
    }

    @ParameterizedTest
    @CsvSource({
      "/healthz, 200 OK, ok",
      "/readyz, 503 Service Unavailable, no worker is ready",
    })
    void probesAreAnsweredInWordsAndCountedApartFromMetrics(String path, String status, String text)
        throws IOException {
      String answer = ask("GET " + path + " HTTP/1.1\r\n\r\n");

      assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
      assertTrue(answer.endsWith("\r\n\r\n" + text + "\n"), answer);
      assertEquals(1L, counted("probes_answered"));
      assertEquals(0L, counted("internal_errors"));
      assertEquals(0L, counted("metrics_requests_served"));
    }

    @Test
    void aMethodThatIsNotAllowedIsToldWhichOnesAre() throws IOException {
      assertTrue(ask("DELETE /metrics HTTP/1.1\r\n\r\n").contains("\r\nAllow: GET, HEAD\r\n"));
    }

    @Test
    void aBugIsAnsweredAndCountedAndTheNextRequestIsServed() throws IOException {
      CountDownLatch failed = new CountDownLatch(1);
      restart(
          LIMITS,
          () -> {
            if (failed.getCount() == 1) {
              failed.countDown();
              throw new IllegalStateException("on purpose");
            }
            return "fine 1\n";
          });

      String answer = ask("GET /metrics HTTP/1.1\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
      assertFalse(answer.contains("on purpose"), answer);
      assertEquals(1L, counted("internal_errors"));
      assertTrue(ask("GET /metrics HTTP/1.1\r\n\r\n").endsWith("fine 1\n"));
    }

    @Test
    void aServiceThatDoesNotTellItsNumbersIsUnavailable() throws IOException {
      restart(
          LIMITS,
          () -> {
            throw new NoAnswerException("the service is busy");
          });

      assertTrue(ask("GET /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 503 "));
      assertEquals(1L, counted("internal_errors"));
    }
  }

  @Nested
  class StartAndStop {
    @Test
    void aPortThatIsTakenIsAnErrorThatNamesHostAndPort() {
      MetricsSettings taken = new MetricsSettings("localhost", server.port(), 100);

      String message =
          assertThrows(
                  ConfigurationException.class,
                  () -> MetricsServer.open(taken, site(() -> ""), new LimitHits()))
              .getMessage();

      assertTrue(
          String.valueOf(message)
              .startsWith(
                  "service.metrics_kwargs: can't serve metrics on localhost port %d: "
                      .formatted(server.port())),
          message);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the loopback has one address only")
    void itListensOnItsHostOnly() throws IOException {
      MetricsSettings other = new MetricsSettings("127.0.0.2", 0, 100);
      try (MetricsServer elsewhere = MetricsServer.open(other, site(() -> ""), new LimitHits())) {
        int port = elsewhere.port();

        new Socket(InetAddress.getByName("127.0.0.2"), port).close();
        assertThrows(
            ConnectException.class,
            () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
      }
    }

    @Test
    void aHostThatDoesNotExistIsAnErrorThatNamesIt() {
      MetricsSettings nowhere = new MetricsSettings("nowhere.invalid", 0, 100);

      String message =
          assertThrows(
                  ConfigurationException.class,
                  () -> MetricsServer.open(nowhere, site(() -> ""), new LimitHits()))
              .getMessage();

      assertEquals(
          "service.metrics_kwargs.host: there is no address for the name nowhere.invalid", message);
    }

    @Test
    void statusTellsWhereItIs() {
      assertEquals("localhost", server.status().get("host"));
      assertEquals(server.port(), server.status().get("port"));
      assertEquals(true, server.status().get("ready"));
      assertEquals(true, http().get("is_running"));

      server.close();

      assertEquals(false, server.status().get("ready"));
      assertEquals(false, http().get("is_running"));
    }

    @Test
    void closingEndsConnectionsThatWaitAndMayBeRepeated() throws IOException {
      try (Socket idle = connect()) {
        awaitCount("connections_total", 1);

        server.close();
        server.close();

        assertEquals("", read(idle));
      }
      assertThrows(IOException.class, this::connectAgain);
    }

    @Test
    void closingEndsAPageThatWaits() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      restart(
          LIMITS,
          () -> {
            asked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new NoAnswerException("the service is stopping");
          });
      try (Socket socket = connect()) {
        send(socket, "GET /metrics HTTP/1.1\r\n\r\n");
        asked.await();

        server.close();

        assertEquals(1L, counted("internal_errors"));
      }
    }

    private void connectAgain() throws IOException {
      connect().close();
    }
  }
}
