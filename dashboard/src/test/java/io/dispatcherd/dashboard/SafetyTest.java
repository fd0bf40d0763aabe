package io.dispatcherd.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.dashboard.access.Access;
import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.pages.ErrorPage;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Method;
import io.dispatcherd.dashboard.web.Origins;
import io.dispatcherd.dashboard.web.Policy;
import io.dispatcherd.dashboard.web.Route;
import io.dispatcherd.dashboard.web.WebApplication;
import io.dispatcherd.dashboard.web.WebOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold whatever a request says. */
@Tag("functional")
class SafetyTest {
  private static final AtomicInteger CHANGES = new AtomicInteger();
  private static final List<Route> ROUTES =
      List.of(
          Route.page("", Right.VIEW, request -> Answer.page(new ErrorPage(200, "Here", "it is"))),
          Route.page(
              "echo",
              Right.VIEW,
              request ->
                  Answer.page(
                      new ErrorPage(
                          200,
                          request.required("text"),
                          String.valueOf(request.number("number", 1, 0, 10))))),
          Route.action(
              "change",
              Right.OPERATE,
              request -> {
                CHANGES.incrementAndGet();
                return Answer.redirect("/", "changed");
              }));

  private static ServedDashboard viewer;
  private static ServedDashboard admin;

  @BeforeAll
  static void serve() throws Exception {
    viewer = ServedDashboard.of(ServedDashboard.newSchema(), servlet(Role.VIEWER));
    admin = ServedDashboard.of(ServedDashboard.newSchema(), servlet(Role.ADMIN));
  }

  private static DashboardServlet servlet(Role role) {
    WebOptions options =
        new WebOptions(
            Optional.of("/"),
            Optional.empty(),
            Origins.of(List.of("jobs.example.com"), Optional.empty()),
            Optional.empty(),
            2);
    return new DashboardServlet(
        new WebApplication(options, Access.ofThisMachine(role), ROUTES), () -> {});
  }

  @AfterAll
  static void stop() throws Exception {
    viewer.close();
    admin.close();
  }

  @Test
  @SuppressWarnings("NullAway") // That is what it is about.
  void routeThatDeclaresNoRightDoesNotStart() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> Route.page("open", null, request -> Answer.redirect("/")));

    assertTrue(String.valueOf(refused.getMessage()).contains("declares no right"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nothing",
        "/assets/base.css",
        "/healthz",
        "/echo?number=99",
        "/actions/change"
      })
  void everyResponseHasTheStrictPolicy(String path) throws Exception {
    HttpResponse<String> response = viewer.get(path);

    assertEquals(
        Optional.of(Policy.CONTENT), response.headers().firstValue("Content-Security-Policy"));
    assertEquals(Optional.of("nosniff"), response.headers().firstValue("X-Content-Type-Options"));
    assertEquals(Optional.of("same-origin"), response.headers().firstValue("Referrer-Policy"));
    assertTrue(
        response.headers().map().keySet().stream()
            .noneMatch(name -> name.startsWith("access-control-")));
  }

  @Test
  void hostileTextIsTextOnErrorPages() throws Exception {
    HttpResponse<String> response =
        viewer.get("/echo?text=a&number=%3Cscript%3Ealert(1)%3C%2Fscript%3E%00");

    assertEquals(400, response.statusCode());
    assertFalse(response.body().contains("<script>alert"), response::body);
    assertFalse(response.body().contains("\0"), response::body);
    assertTrue(response.body().contains("&lt;script&gt;alert(1)"), response::body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "11", "1e3", "99999999999999999999", "0x1", " 1", "%D9%A1%00"})
  void numberOutOfItsBoundsIsRefused(String number) throws Exception {
    assertEquals(400, viewer.get("/echo?text=a&number=" + number.replace(" ", "%20")).statusCode());
  }

  @Test
  void tooManyParametersAndTooLongOnesAreRefused() throws Exception {
    assertEquals(400, viewer.get("/echo?" + "a&".repeat(65)).statusCode());
    assertEquals(400, viewer.get("/echo?text=" + "a".repeat(4_097)).statusCode());
    assertEquals(
        413, admin.postFromOwnPage("/actions/change", "a=" + "b".repeat(300_000)).statusCode());
  }

  @Test
  void getAndHeadChangeNothing() throws Exception {
    int before = CHANGES.get();

    assertEquals(405, admin.get("/actions/change").statusCode());
    assertTrue(raw(admin, "HEAD /actions/change", "localhost", "").startsWith("HTTP/1.1 405"));
    assertEquals(before, CHANGES.get());
  }

  @Test
  void changeIsTakenFromItsOwnPagesOnly() throws Exception {
    int before = CHANGES.get();

    assertEquals(403, admin.post("/actions/change", "a=b").statusCode());
    assertEquals(403, admin.post("/actions/change", "a=b", "Origin", "null").statusCode());
    assertEquals(
        403, admin.post("/actions/change", "a=b", "Origin", "https://evil.example").statusCode());
    assertEquals(
        403,
        admin
            .postFromOwnPage("/actions/change", "a=b", "Sec-Fetch-Site", "cross-site")
            .statusCode());
    assertEquals(
        403,
        admin
            .postFromOwnPage("/actions/change", "a=b", "Sec-Fetch-Site", "same-site")
            .statusCode());
    assertEquals(before, CHANGES.get());

    assertEquals(303, admin.postFromOwnPage("/actions/change", "a=b").statusCode());
    assertEquals(
        303, admin.post("/actions/change", "a=b", "Sec-Fetch-Site", "same-origin").statusCode());
    assertEquals(before + 2, CHANGES.get());
  }

  @Test
  void everyChangingRouteIsForbiddenToViewers() throws Exception {
    for (Route route : ROUTES) {
      if (route.method() == Method.POST) {
        assertEquals(
            403, viewer.postFromOwnPage("/" + route.path(), "a=b").statusCode(), route.path());
        assertEquals(
            403,
            viewer.postFromOwnPage("/api/v1/" + route.path(), "a=b").statusCode(),
            route.path());
      }
    }
  }

  @Test
  void hostHasToBeListed() throws Exception {
    assertEquals(421, status(raw(viewer, "GET /", "evil.example", "")));
    assertEquals(421, status(raw(viewer, "GET /", "localhost.evil.example:80", "")));
    assertEquals(200, status(raw(viewer, "GET /", "jobs.example.com", "")));
    assertEquals(200, status(raw(viewer, "GET /", "127.0.0.1:8080", "")));
    assertEquals(200, status(raw(viewer, "GET /", "[::1]:8080", "")));
  }

  @Test
  void requestThroughProxyIsNotOfThisMachine() throws Exception {
    assertEquals(401, viewer.get("/", "X-Forwarded-For", "127.0.0.1").statusCode());
    assertEquals(200, viewer.get("/healthz", "X-Forwarded-For", "127.0.0.1").statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//healthz", "/x/healthz", "/%68ealthz", "/healthz/", "/healthz;a", "/./healthz"})
  void exemptPathMatchesExactly(String path) throws Exception {
    int status = status(raw(viewer, "GET " + path, "localhost", "X-Forwarded-For: 1.2.3.4\r\n"));

    assertTrue(status >= 400, path + ": " + status);
  }

  private static int status(String response) {
    return Integer.parseInt(response.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
  }

  private static String raw(ServedDashboard to, String line, String host, String headers)
      throws IOException {
    try (Socket socket = new Socket(to.address().getAddress(), to.port())) {
      String request =
          line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
