package io.dispatcherd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.web.Policy;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as the program runs it: alone, and beside a service. */
@Tag("functional")
class DashboardFunctionalTest {
  private static final Pattern ADDRESS = Pattern.compile("the dashboard is at (\\S+)");

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void writeConfiguration() throws IOException {
    configure("port: 0");
  }

  /** A service that has pg_notify only, and what the section dashboard says. */
  private void configure(String dashboard) throws IOException {
    Files.writeString(
        folder.resolve("dispatcher.yml"),
        """
        version: 2
        service:
          main_kwargs: {node_id: test}
          pool_kwargs: {min_workers: 1, max_workers: 1, shutdown_wait: 1}
        brokers:
          pg_notify:
            config: {conninfo: "%s"}
            channels: [dashboard_%s]
        dashboard: {%s}
        """
            .formatted(
                TestPostgres.shared().conninfo(),
                UUID.randomUUID().toString().replace("-", ""),
                dashboard));
  }

  private RunningProgram program(String... arguments) throws IOException {
    return RunningProgram.start(DispatcherdMain.class, folder, arguments);
  }

  private static URI addressOf(RunningProgram program) throws InterruptedException {
    program.awaitLine("the dashboard is at ");
    Matcher address = ADDRESS.matcher(program.lastLine());
    assertTrue(address.find(), program.lastLine());
    return URI.create(address.group(1));
  }

  private static HttpResponse<String> get(URI page) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(page).GET().build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }
  }

  @Test
  void runsAloneAndStopsInOrder() throws Exception {
    configure("port: 1, path_prefix: /jobs/");
    try (RunningProgram dashboard = program("dashboard", "--port", "0")) {
      URI address = addressOf(dashboard);
      assertEquals("/jobs/", address.getPath());
      dashboard.awaitLine("a viewer");
      HttpResponse<String> nodes = get(address.resolve("nodes"));
      assertEquals(200, nodes.statusCode());
      assertTrue(nodes.body().contains("viewer"), nodes.body());
      assertEquals(404, get(address.resolve("/")).statusCode());
      dashboard.terminate();
      assertEquals(0, dashboard.awaitExit(), dashboard.output());
    }
  }

  @Test
  void whatNeverReachesAPageIsAnsweredUnderTheSamePolicy() throws Exception {
    try (RunningProgram dashboard = program("dashboard")) {
      URI address = addressOf(dashboard);
      for (String request :
          new String[] {
            "<script>alert(1)</script>\r\n\r\n",
            "GET /%zz<script> HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: <script>\r\n\r\n",
            "GET /..;/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
          }) {
        String answer = raw(address, request);
        assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
        assertTrue(answer.contains(Policy.CONTENT), answer);
        assertTrue(answer.contains("nosniff"), answer);
        assertFalse(answer.contains("<script>alert"), answer);
        assertFalse(answer.contains("Jetty"), answer);
      }
    }
  }

  private static String raw(URI address, String request) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void saysWhyItCannotListen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        RunningProgram dashboard =
            program("dashboard", "--port", Integer.toString(taken.getLocalPort()))) {
      assertEquals(1, dashboard.awaitExit());
      String expected = "can't listen on localhost, port " + taken.getLocalPort();
      assertTrue(dashboard.output().contains(expected), dashboard.output());
      assertTrue(dashboard.output().contains("--port"), dashboard.output());
    }
  }

  @Test
  void refusesToBeReachedByOthersWithoutAWayToSignIn() throws Exception {
    configure("host: 0.0.0.0, port: 0");
    try (RunningProgram dashboard = program("dashboard")) {
      assertEquals(1, dashboard.awaitExit());
      assertTrue(dashboard.output().contains("dashboard.host: 0.0.0.0"), dashboard.output());
    }
  }

  @Test
  void endsWithTheServiceThatItWasStartedBesideHoweverThatDies() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      configure("port: " + taken.getLocalPort());
      try (RunningProgram service = program("--with-dashboard", "admin")) {
        URI address = addressOf(service);
        service.awaitLine("an admin");
        HttpResponse<String> nodes = get(address.resolve("nodes"));
        assertTrue(nodes.body().contains("admin"), nodes.body());
        try (Socket connected = new Socket(address.getHost(), address.getPort())) {
          service.kill();
          connected.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
          assertEquals(-1, connected.getInputStream().read());
        }
      }
    }
  }

  @Test
  void theRolesOfTheCommandLineAreThoseOfTheDashboard() {
    assertEquals(Arrays.stream(Role.values()).map(Role::wireName).toList(), DashboardSyntax.ROLES);
  }
}
