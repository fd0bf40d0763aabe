package io.dispatcherd.dashboard.pages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.dashboard.pages.show.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Serves pages as the dashboard does, with its headers and a stream for each page, whatever they
 * show: tests say that. Thread-safe.
 */
final class SampleServer implements AutoCloseable {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  static final Viewer VIEWER = new Viewer(Optional.empty(), "viewer", false, false, false, false);
  static final Viewer ADMIN = new Viewer(Optional.of("ada"), "admin", true, true, true, true);
  private static final String END = "";

  private final Pages pages = new Pages();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Stream, Boolean> streams = new ConcurrentHashMap<>();
  private final List<String> posts = new CopyOnWriteArrayList<>();
  private final String base;
  private volatile Map<String, Record> shown = Map.of();
  private volatile Viewer viewer = ADMIN;
  private volatile boolean isDown;

  private record Stream(String path, LinkedBlockingQueue<String> messages) {}

  SampleServer(String base) throws IOException {
    this.base = base;
    // Else each answer waits for the browser's delayed acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + base + path;
  }

  /** From now on these pages, for this viewer. */
  void show(Map<String, Record> wanted, Viewer whom) {
    shown = wanted;
    viewer = whom;
  }

  /** Tells all open pages of this path about a change. */
  void tick(String path, Record page) {
    Map<String, Record> changed = new ConcurrentHashMap<>(shown);
    changed.put(path, page);
    shown = changed;
    String html = pages.render(view(path, ZoneId.of("UTC")).tick(), page);
    streams.keySet().stream()
        .filter(it -> it.path().equals(path))
        .forEach(it -> it.messages().add(html));
  }

  /** Whether all connections are cut and refused, as with a server that isn't there. */
  void down(boolean wanted) {
    isDown = wanted;
    if (wanted) {
      streams.keySet().forEach(it -> it.messages().add(END));
    }
  }

  int openStreams() {
    return streams.size();
  }

  List<String> posts() {
    return posts;
  }

  private View view(String path, ZoneId zone) {
    boolean isLive = !List.of("sign-in", "confirm", "error", "schedule").contains(path);
    return new View(
        new Links(base),
        new Times(zone, Samples.NOW),
        viewer,
        isLive ? Optional.of(base + "live?page=" + path) : Optional.empty(),
        Optional.empty(),
        Optional.<Instant>empty(),
        false);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (isDown || !path.startsWith(base)) {
        answer(
            exchange,
            isDown ? 503 : 404,
            "text/plain",
            "not here".getBytes(StandardCharsets.UTF_8));
        return;
      }
      String page = path.substring(base.length());
      exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      if (exchange.getRequestMethod().equals("POST")) {
        posts.add(
            page
                + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        answer(
            exchange,
            200,
            "text/html",
            pages
                .render(view(page, ZoneId.of("UTC")), new ErrorPage(200, "Done", "It was done."))
                .getBytes(StandardCharsets.UTF_8));
      } else if (page.startsWith("assets/")) {
        asset(exchange, page);
      } else if (page.equals("live")) {
        stream(exchange);
      } else {
        Record wanted =
            shown.getOrDefault(
                page.equals("stack") ? "error" : page, new ErrorPage(404, "Not found", page));
        String html = pages.render(view(page, zoneOf(exchange)), wanted);
        answer(
            exchange,
            wanted instanceof ErrorPage && !page.equals("stack") && !page.equals("error")
                ? 404
                : 200,
            "text/html; charset=utf-8",
            html.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static ZoneId zoneOf(HttpExchange exchange) {
    String cookies =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Cookie")).orElse("");
    String zone = cookies.replaceAll(".*dispatcherd_zone=([^;]*).*", "$1").replace("%2F", "/");
    return Times.zoneOf(zone);
  }

  private static void asset(HttpExchange exchange, String path) throws IOException {
    try (InputStream file = Pages.class.getResourceAsStream("/io/dispatcherd/dashboard/" + path)) {
      if (file == null) {
        answer(exchange, 404, "text/plain", new byte[0]);
        return;
      }
      String type =
          path.endsWith(".css")
              ? "text/css"
              : path.endsWith(".js") ? "text/javascript" : "image/svg+xml";
      exchange.getResponseHeaders().set("Cache-Control", "max-age=600");
      answer(exchange, 200, type, file.readAllBytes());
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getQuery().substring("page=".length());
    Stream stream = new Stream(path, new LinkedBlockingQueue<>());
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    streams.put(stream, true);
    try {
      while (true) {
        String html = stream.messages().poll(1, java.util.concurrent.TimeUnit.SECONDS);
        if (END.equals(html)) {
          return;
        }
        String event =
            html == null
                ? "event: beat\ndata:\n\n"
                : "data: " + html.replace("\n", "\ndata: ") + "\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.remove(stream);
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    streams.keySet().forEach(it -> it.messages().add(END));
    server.stop(0);
    threads.shutdownNow();
  }
}
