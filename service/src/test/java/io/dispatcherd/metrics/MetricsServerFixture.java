package io.dispatcherd.metrics;

import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.limits.HttpLimits;
import io.dispatcherd.limits.LimitHits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** A metrics server, and those who ask it. */
abstract class MetricsServerFixture {
  static final Duration LONG = Duration.ofSeconds(30);
  static final HttpLimits LIMITS = new HttpLimits(2048, 16_384, 64, 4, LONG, LONG);

  final LimitHits hits = new LimitHits();
  MetricsServer server = serve(LIMITS, () -> "some 1\n");

  @AfterEach
  void close() {
    server.close();
  }

  void restart(HttpLimits limits, Supplier<String> page) {
    server.close();
    server = serve(limits, page);
  }

  MetricsServer serve(HttpLimits limits, Supplier<String> page) {
    return MetricsServer.open(new MetricsSettings("localhost", 0, 100, limits), site(page), hits);
  }

  static MetricsSite site(Supplier<String> page) {
    return new MetricsSite(
        page,
        () -> Response.text(HttpStatus.PROBE_PASSED, "ok\n"),
        () -> Response.text(HttpStatus.PROBE_FAILED, "no worker is ready\n"));
  }

  String ask(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return read(socket);
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("localhost"), server.port());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  Map<?, ?> http() {
    return (Map<?, ?>) server.status().getOrDefault("http_server", Map.of());
  }

  Object counted(String name) {
    return String.valueOf(http().get(name)).transform(Long::valueOf);
  }

  void awaitCount(String name, long expected) {
    Awaitility.await(name)
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> counted(name), value -> value.equals(expected));
  }
}
