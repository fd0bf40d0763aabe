package io.dispatcherd.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.access.files.TokensFile;
import io.dispatcherd.dashboard.access.files.UsersFile;
import io.dispatcherd.testing.TestPostgres;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to sign in of a dashboard that has a server of its own. */
@Tag("functional")
class SignInTest {
  /** What is kept of "correct horse", and of another password: to make it takes long. */
  private static final String HASH =
      "pbkdf2-sha512$100000$AAECAwQFBgcICQoLDA0ODw==$Cydfp1z9RwhFbZBlUPGEUbm90YYIzLkDEOiu/l8ZkFU=";

  private static final String OTHER_HASH =
      "pbkdf2-sha512$100000$AQIDBAUGBwgJCgsMDQ4PEA==$4t+3BRImy/ngZOBz+eCpERmDcCut0oPgZpGsqP+pj3U=";

  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir Path folder = Path.of("");

  private static final String SCHEMA = ServedDashboard.newSchema();

  private final List<ServedDashboard> served = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    put("ann", Role.OPERATOR);
  }

  @AfterEach
  void close() throws Exception {
    for (ServedDashboard dashboard : served) {
      dashboard.stop();
    }
  }

  @AfterAll
  static void drop() throws Exception {
    ServedDashboard.drop(SCHEMA);
  }

  private void put(String name, Role role) throws Exception {
    put(name, role, HASH);
  }

  private void put(String name, Role role, String hash) throws Exception {
    Path file = folder.resolve("users");
    Path written = folder.resolve("users.new");
    Files.writeString(written, "%s %s %s\n".formatted(name, role.wireName(), hash));
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private ServedDashboard serve(Map<String, Object> more) throws Exception {
    Map<String, Object> dashboard = new HashMap<>();
    dashboard.put("users_file", folder.resolve("users").toString());
    dashboard.put("session_key_file", folder.resolve("key").toString());
    dashboard.putAll(more);
    ServedDashboard.settings(SCHEMA);
    Settings settings =
        Settings.fromMap(
            Map.of(
                "version",
                2,
                "brokers",
                Map.of(
                    "pg_queue",
                    Map.of(
                        "config",
                        Map.of("conninfo", TestPostgres.shared().conninfo()),
                        "schema",
                        SCHEMA)),
                "dashboard",
                dashboard));
    ServedDashboard it =
        ServedDashboard.of(
            SCHEMA, Dashboard.builder().settings(settings).standalone(Role.ADMIN).build());
    served.add(it);
    return it;
  }

  private static HttpResponse<String> signIn(
      ServedDashboard dashboard, String name, String password, String next) throws Exception {
    return dashboard.postFromOwnPage(
        "/sign-in", "user=%s&password=%s&next=%s".formatted(name, password, next));
  }

  private static String session(ServedDashboard dashboard, String name) throws Exception {
    HttpResponse<String> in = signIn(dashboard, name, "correct+horse", "");
    assertEquals(303, in.statusCode(), in.body());
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), cookie);
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static int status(ServedDashboard dashboard, String path, String cookie)
      throws Exception {
    return dashboard.get(path, "Cookie", cookie).statusCode();
  }

  @Test
  void whoHasNotSignedInIsSentToThePageWhereOneDoesAndGoesOnFromThere() throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    HttpResponse<String> asked = dashboard.get("/jobs?state=dead");
    assertEquals(303, asked.statusCode());
    assertEquals(
        Optional.of("/sign-in?next=jobs%3Fstate%3Ddead"), asked.headers().firstValue("Location"));
    HttpResponse<String> page = dashboard.get("/sign-in?next=jobs%3Fstate%3Ddead");
    assertTrue(page.body().contains("value=\"jobs?state=dead\""), page::body);
    HttpResponse<String> in = signIn(dashboard, "ann", "correct+horse", "jobs%3Fstate%3Ddead");
    assertEquals(Optional.of("/jobs?state=dead"), in.headers().firstValue("Location"));
    assertEquals(401, dashboard.get("/api/v1/jobs").statusCode());
    assertEquals(401, dashboard.get("/events?page=jobs").statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https%3A%2F%2Fevil.example%2F",
        "%2F%2Fevil.example",
        "%2Fevil.example",
        "%5C%5Cevil.example",
        "javascript%3Aalert(1)",
        "jobs%0d%0aSet-Cookie%3A+a%3Db"
      })
  void signingInLeadsNowhereElse(String next) throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    HttpResponse<String> in = signIn(dashboard, "ann", "correct+horse", next);
    assertEquals(Optional.of("/"), in.headers().firstValue("Location"));
    assertEquals(1, in.headers().allValues("Set-Cookie").size());
  }

  @Test
  void aSessionHasTheRoleOfItsUserAndOutlivesARestart() throws Exception {
    ServedDashboard first = serve(Map.of());
    String cookie = session(first, "ann");
    HttpResponse<String> page = first.get("/queues", "Cookie", cookie);
    assertTrue(page.body().contains("ann") && page.body().contains("operator"), page::body);
    assertTrue(page.body().contains("Sign out"), page::body);
    assertEquals(200, status(serve(Map.of()), "/queues", cookie));
    assertEquals(
        303,
        status(
            serve(Map.of("session_key_file", folder.resolve("other").toString())),
            "/queues",
            cookie));
    String forged = cookie.substring(0, cookie.length() - 2) + "AA";
    assertEquals(303, status(first, "/queues", forged));
  }

  @Test
  void signingOutEndsTheSessionEverywhere() throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    ServedDashboard other = serve(Map.of());
    String cookie = session(dashboard, "ann");
    HttpResponse<String> out = dashboard.postFromOwnPage("/actions/sign-out", "", "Cookie", cookie);
    assertEquals(303, out.statusCode());
    String removed = out.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(removed.contains("Max-Age=0"), removed);
    assertEquals(303, status(dashboard, "/queues", cookie));
    Awaitility.await().atMost(SOON).until(() -> status(other, "/queues", cookie) == 303);
    assertEquals(303, status(serve(Map.of()), "/queues", cookie));
  }

  @ParameterizedTest
  @ValueSource(strings = {"removed", "another password", "another role"})
  void whatChangesOfAUserEndsTheirOpenPages(String change) throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    String cookie = session(dashboard, "ann");
    HttpResponse<InputStream> stream =
        dashboard
            .client()
            .send(
                HttpRequest.newBuilder(dashboard.uri("/events?page=queues"))
                    .header("Cookie", cookie)
                    .GET()
                    .build(),
                BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    UsersFile users = UsersFile.at(folder.resolve("users"));
    switch (change) {
      case "removed" -> assertTrue(users.remove("ann"));
      case "another role" -> put("ann", Role.VIEWER);
      default -> put("ann", Role.OPERATOR, OTHER_HASH);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      String last = "";
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        last = line.isEmpty() ? last : last + line + "\n";
      }
      assertTrue(last.contains("event: gone"), last);
    }
    if (!change.equals("another role")) {
      assertEquals(303, status(dashboard, "/queues", cookie));
    }
  }

  @Test
  void whoGuessesIsSlowedAndOthersAreNot() throws Exception {
    ServedDashboard dashboard =
        serve(
            Map.of(
                "proxy",
                Map.of(
                    "addresses",
                    List.of("127.0.0.0/8"),
                    "user_header",
                    "X-User",
                    "groups_header",
                    "X-Groups",
                    "roles",
                    Map.of("ops", "operator"))));
    for (int i = 0; i < 5; i++) {
      assertEquals(401, guess(dashboard, "203.0.113.9"));
    }
    assertEquals(429, guess(dashboard, "203.0.113.9"));
    // What stands before the proxy's own entry is anybody's word.
    assertEquals(429, guess(dashboard, "198.51.100.7, 203.0.113.9"));
    assertEquals(401, guess(dashboard, "203.0.113.10"));
  }

  @Test
  void whoComesGoesOrIsNotLetInIsInTheAuditWithoutPasswords() throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    assertEquals(401, signIn(dashboard, "ann", "guessed", "").statusCode());
    assertEquals(401, signIn(dashboard, "my-password", "guessed", "").statusCode());
    String first = session(dashboard, "ann");
    assertEquals(
        303, dashboard.postFromOwnPage("/actions/sign-out", "", "Cookie", first).statusCode());
    String audit = dashboard.get("/audit", "Cookie", session(dashboard, "ann")).body();
    assertTrue(audit.contains("sign-in") && audit.contains("refused"), audit);
    assertTrue(audit.contains("sign-out") && audit.contains("127.0.0.1"), audit);
    assertFalse(audit.contains("guessed") || audit.contains("my-password"), audit);
  }

  @Test
  void behindAProxyThatEndsTlsInAnotherFolderSignInAChangeAndTheStreamWork() throws Exception {
    ServedDashboard dashboard =
        serve(Map.of("path_prefix", "/inner/", "public_url", "https://jobs.example.com/ops/"));
    String[] ours = {"Origin", "https://jobs.example.com"};
    assertEquals(
        Optional.of("/ops/sign-in?next=queues"),
        dashboard.get("/inner/queues").headers().firstValue("Location"));
    HttpResponse<String> in =
        dashboard.post("/inner/sign-in", "user=ann&password=correct+horse&next=queues", ours);
    assertEquals(Optional.of("/ops/queues"), in.headers().firstValue("Location"), in.body());
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("Path=/ops/;") && cookie.endsWith("; Secure"), cookie);
    String session = cookie.substring(0, cookie.indexOf(';'));

    HttpResponse<String> page = dashboard.get("/inner/queues", "Cookie", session);
    assertTrue(page.body().contains("data-stream=\"/ops/events?page=queues\""), page::body);
    String pause = "/inner/actions/pause-queue";
    assertEquals(
        303,
        dashboard.post(pause, "name=default", ours[0], ours[1], "Cookie", session).statusCode());
    assertEquals(
        403,
        dashboard.postFromOwnPage(pause, "name=default", "Cookie", session).statusCode(),
        "the address behind the proxy is not the public one");
    HttpResponse<InputStream> stream =
        dashboard
            .client()
            .send(
                HttpRequest.newBuilder(dashboard.uri("/inner/events?page=queues"))
                    .header("Cookie", session)
                    .GET()
                    .build(),
                BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertEquals("event: beat", reader.readLine());
    }
  }

  private static int guess(ServedDashboard dashboard, String from) throws Exception {
    return dashboard
        .postFromOwnPage("/sign-in", "user=ann&password=x", "X-Forwarded-For", from)
        .statusCode();
  }

  @Test
  void aRefusalSaysNeitherWhichPartWasWrongNorAnythingHostile() throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    HttpResponse<String> unknown =
        signIn(dashboard, "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "wrong", "");
    HttpResponse<String> wrong = signIn(dashboard, "ann", "wrong", "");
    assertEquals(401, unknown.statusCode());
    assertEquals(401, wrong.statusCode());
    assertFalse(unknown.body().contains("<script>alert"), unknown::body);
    String says = "Name and password don't fit.";
    assertTrue(unknown.body().contains(says) && wrong.body().contains(says), wrong::body);
  }

  @Test
  void aScriptWithATokenGetsJsonWithItsRoleAndNeedsNoOrigin() throws Exception {
    TokensFile tokens = TokensFile.at(folder.resolve("tokens"));
    String viewer = tokens.add("reports", Role.VIEWER);
    String operator = tokens.add("deploy", Role.OPERATOR);
    ServedDashboard dashboard = serve(Map.of("tokens_file", folder.resolve("tokens").toString()));
    assertEquals(200, bearer(dashboard, viewer));
    assertEquals(401, bearer(dashboard, viewer + "x"));
    assertEquals(401, bearer(dashboard, ""));
    String pause = "/api/v1/actions/pause-queue";
    assertEquals(
        403,
        dashboard.post(pause, "name=default", "Authorization", "Bearer " + viewer).statusCode());
    assertEquals(
        200,
        dashboard.post(pause, "name=default", "Authorization", "Bearer " + operator).statusCode());
    // With a cookie beside it, it may have been a browser.
    assertEquals(
        403,
        dashboard
            .post(pause, "name=default", "Authorization", "Bearer " + operator, "Cookie", "any=one")
            .statusCode());
    assertTrue(tokens.remove("reports"));
    Awaitility.await().atMost(SOON).until(() -> bearer(dashboard, viewer) == 401);
  }

  private static int bearer(ServedDashboard dashboard, String token) throws Exception {
    return dashboard.get("/api/v1/queues", "Authorization", "Bearer " + token).statusCode();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-User: bob | X-Groups: dev,ops | 200",
        "X-User: bob | X-Groups: dev | 303",
        "X-User: bob | X-Other: ops | 303",
        "X-Other: bob | X-Groups: ops | 303",
        "X-Groups: ops | X-Groups: ops | 303",
        "X-User: bob | X-User: eve | 303",
      })
  void aTrustedProxySaysWhoSomebodyIsAndDoubtKeepsOut(String one, String two, int status)
      throws Exception {
    ServedDashboard dashboard = serve(Map.of("proxy", proxy("127.0.0.0/8")));
    String[] first = one.split(": ", 2);
    String[] second = two.split(": ", 2);
    assertEquals(
        status, dashboard.get("/queues", first[0], first[1], second[0], second[1]).statusCode());
  }

  private static Map<String, Object> proxy(String addresses) {
    return Map.of(
        "addresses",
        List.of(addresses),
        "user_header",
        "X-User",
        "groups_header",
        "X-Groups",
        "roles",
        Map.of("ops", "operator", "root", "admin"));
  }

  @Test
  void whoIsNotTheProxyIsNotBelieved() throws Exception {
    ServedDashboard dashboard = serve(Map.of("proxy", proxy("10.0.0.0/8")));
    assertEquals(303, dashboard.get("/queues", "X-User", "bob", "X-Groups", "root").statusCode());
  }

  @Test
  void fromThisMachineNobodyIsAnythingOnceThereIsAWayToSignIn() throws Exception {
    assertEquals(303, serve(Map.of()).get("/queues").statusCode());
  }

  @Test
  void whatCannotBeReadIsSaidAtTheStart() throws Exception {
    assertSays("there is no ", Map.of("users_file", folder.resolve("none").toString()));
    Files.writeString(folder.resolve("bad"), "ann admin secret\n");
    assertSays("line 1", Map.of("users_file", folder.resolve("bad").toString()));
    assertSays("has no key", Map.of("session_key_file", folder.resolve("bad").toString()));
    assertSays("dashboard.proxy.addresses", Map.of("proxy", proxy("10.0.0.0/99")));
  }

  private void assertSays(String part, Map<String, Object> dashboard) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> serve(dashboard));
    assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
  }

  @Test
  void aFileThatCannotBeReadAnyMoreLetsNobodyIn() throws Exception {
    ServedDashboard dashboard = serve(Map.of());
    String cookie = session(dashboard, "ann");
    Files.writeString(folder.resolve("users"), "nonsense\n");
    Awaitility.await().atMost(SOON).until(() -> status(dashboard, "/queues", cookie) == 303);
  }
}
