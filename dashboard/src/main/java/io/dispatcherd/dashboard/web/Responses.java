package io.dispatcherd.dashboard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.dashboard.access.Seal;
import io.dispatcherd.dashboard.pages.ErrorPage;
import io.dispatcherd.dashboard.pages.show.VisibleOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers. Thread-safe. */
final class Responses {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final Duration NOTICE_AGE = Duration.ofSeconds(30);
  private static final Pattern PLAIN_NAME = Pattern.compile("[^A-Za-z0-9._-]");

  private final Rendering rendering;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Seal notices = Seal.passing("notices");

  Responses(Rendering rendering) {
    this.rendering = rendering;
  }

  /** What the last change has said, once. */
  Optional<String> notice(Exchange exchange) {
    Optional<String> sealed = Cookies.read(exchange.request(), Cookies.NOTICE);
    sealed.ifPresent(
        any ->
            Cookies.write(
                exchange.response(), Cookies.NOTICE, "", Duration.ZERO, exchange.scope()));
    return sealed.flatMap(notices::open);
  }

  void write(Exchange exchange, Request request, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Page page when exchange.isForScripts() ->
          json(exchange, page.status(), page.page());
      case Answer.Page page -> page(exchange, request, page);
      case Answer.Redirect redirect when exchange.isForScripts() ->
          json(exchange, 200, done(redirect));
      case Answer.Redirect redirect -> redirect(exchange, redirect);
      case Answer.WithCookie with -> {
        Cookies.write(exchange.response(), with.name(), with.value(), with.age(), exchange.scope());
        redirect(exchange, with.answer());
      }
      case Answer.Json value -> json(exchange, 200, value.value());
      case Answer.Download file -> download(exchange, file);
      case Answer.Text text ->
          bytes(exchange, 200, "text/plain; charset=utf-8", text.text().getBytes(UTF_8));
    }
  }

  private void page(Exchange exchange, Request request, Answer.Page page) throws IOException {
    boolean isLive = request.route().kind() == Route.Kind.LIVE_PAGE;
    Optional<String> stream =
        isLive ? Optional.of(exchange.streamOf(request.route())) : Optional.empty();
    String html = rendering.page(request, page.page(), stream, notice(exchange));
    bytes(exchange, page.status(), HTML, html.getBytes(UTF_8));
  }

  private static Map<String, Object> done(Answer.Redirect redirect) {
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("done", redirect.notice().orElse(""));
    return done;
  }

  private void redirect(Exchange exchange, Answer.Redirect redirect) {
    redirect
        .notice()
        .ifPresent(
            text ->
                Cookies.write(
                    exchange.response(),
                    Cookies.NOTICE,
                    notices.close(text),
                    NOTICE_AGE,
                    exchange.scope()));
    exchange.response().setStatus(HttpServletResponse.SC_SEE_OTHER);
    exchange.response().setHeader("Location", redirect.address());
  }

  private void json(Exchange exchange, int status, Object value) throws IOException {
    bytes(exchange, status, JSON, json.writeValueAsBytes(value));
  }

  private static void download(Exchange exchange, Answer.Download file) throws IOException {
    String plain = PLAIN_NAME.matcher(file.name()).replaceAll("_");
    String encoded =
        URLEncoder.encode(VisibleOutput.visible(file.name()), UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A");
    exchange
        .response()
        .setHeader(
            "Content-Disposition",
            "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded));
    bytes(exchange, 200, file.type(), file.content());
  }

  void asset(Exchange exchange, Assets.Asset asset) throws IOException {
    HttpServletResponse response = exchange.response();
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("ETag", asset.tag());
    if (asset.tag().equals(exchange.request().getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    bytes(exchange, 200, asset.type(), asset.content());
  }

  /** In the layout of pages, or as JSON; what it quotes is shown as text. */
  void problem(Exchange exchange, Request request, Problem problem) throws IOException {
    if (exchange.response().isCommitted()) {
      return;
    }
    if (exchange.isForScripts()) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", problem.title());
      error.put("text", problem.text());
      json(exchange, problem.status(), error);
      return;
    }
    ErrorPage page = new ErrorPage(problem.status(), problem.title(), problem.text());
    String html = rendering.page(request, page, Optional.empty(), Optional.empty());
    bytes(exchange, problem.status(), HTML, html.getBytes(UTF_8));
  }

  /** HEAD gets all but the content. */
  private static void bytes(Exchange exchange, int status, String type, byte[] content)
      throws IOException {
    HttpServletResponse response = exchange.response();
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(content.length);
    if (!exchange.isHead()) {
      response.getOutputStream().write(content);
    }
  }
}
