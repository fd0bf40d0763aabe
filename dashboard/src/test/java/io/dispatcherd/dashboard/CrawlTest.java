package io.dispatcherd.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.web.Policy;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Follows every link of the pages of a real queue in which names are as hostile as they can be, as
 * each role.
 */
@Tag("functional")
class CrawlTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src|data-stream)=\"([^\"]*)\"");
  private static final Pattern ATTRIBUTE_OF_SCRIPT = Pattern.compile("<[a-z][^>]*\\son[a-z]+=");
  private static final Pattern VALUE = Pattern.compile("=\"[^\"]*\"");
  private static final String HOSTILE = "../a?b=c#d&e%2f\"'<script>alert(1)</script>\u202E{{7*7}}";

  private static ServedDashboard served;
  private static String schema = "";

  @BeforeAll
  static void serve() throws Exception {
    schema = ServedDashboard.newSchema();
    Settings settings = ServedDashboard.settings(schema);
    served =
        ServedDashboard.signedIn(
            schema, Dashboard.builder().settings(settings).applicationRoles().build());
    try (Dispatcherd dispatcherd = Dispatcherd.fromSettings(settings)) {
      String task = "app." + HOSTILE;
      for (String uuid : List.of("one", "two", HOSTILE)) {
        dispatcherd.task(task).args(HOSTILE).uuid(uuid).queue(HOSTILE).submit();
      }
      dispatcherd.task(task).delay(Duration.ofHours(1)).submit();
      dispatcherd.jobs().cancel("two");
      dispatcherd.schedules().put(ScheduleEntry.every(HOSTILE, task, Duration.ofMinutes(5)));
      dispatcherd
          .workflow(HOSTILE)
          .task("load", dispatcherd.task(task))
          .task("check", dispatcherd.task(task))
          .after("load")
          .submit();
      // Whoever looks at queues first notes the names that only jobs have.
      assertEquals(2, dispatcherd.queues().list().size());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    served.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISPATCHERD_VIEWER", "DISPATCHERD_OPERATOR", "DISPATCHERD_ADMIN"})
  void everyLinkLeadsToAPageAndLookingChangesNothing(String role) throws Exception {
    Map<String, String> before = rows();
    Set<String> seen = new TreeSet<>(Set.of("/"));
    Deque<String> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      String address = next.remove();
      for (String link : links(address, role)) {
        if (!link.startsWith("/events") && seen.add(link)) {
          next.add(link);
        }
      }
    }
    assertTrue(seen.size() > 30, seen.toString());
    assertTrue(seen.size() < 2_000, () -> "links make more links: " + seen.size());
    boolean asksBeforeItActs = seen.stream().anyMatch(link -> link.startsWith("/confirm"));
    assertEquals(!role.equals("DISPATCHERD_VIEWER"), asksBeforeItActs);
    Map<String, String> after = rows();
    before.forEach((table, rows) -> assertEquals(rows, after.get(table), table));
  }

  /** The links of what is there, which has to be as it should. */
  private static Set<String> links(String address, String role) throws Exception {
    HttpResponse<String> page = served.get(address, "X-Role", role);
    assertEquals(200, page.statusCode(), address);
    assertEquals(
        Optional.of(Policy.CONTENT), page.headers().firstValue("Content-Security-Policy"), address);
    HttpResponse<Void> head =
        served
            .client()
            .send(
                HttpRequest.newBuilder(served.uri(address))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .header("X-Role", role)
                    .build(),
                HttpResponse.BodyHandlers.discarding());
    assertEquals(200, head.statusCode(), address);
    if (!page.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
      return Set.of();
    }
    String outsideOfValues = VALUE.matcher(page.body()).replaceAll("=V");
    assertFalse(outsideOfValues.contains("<script>alert"), () -> address + outsideOfValues);
    assertFalse(outsideOfValues.contains(" style="), address);
    assertFalse(ATTRIBUTE_OF_SCRIPT.matcher(outsideOfValues).find(), address);
    Set<String> links = new TreeSet<>();
    Matcher link = LINK.matcher(page.body());
    while (link.find()) {
      String target = link.group(1).replace("&amp;", "&").replace("&#34;", "\"");
      if (!target.startsWith("#")) {
        URI uri = URI.create(target);
        assertEquals(null, uri.getScheme(), target);
        assertEquals(null, uri.getHost(), target);
        assertTrue(target.startsWith("/") && !target.startsWith("//"), target);
        links.add(target.replaceFirst("#.*", ""));
      }
    }
    return links;
  }

  /** All that stands in the tables. */
  private static Map<String, String> rows() throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      List<String> tables =
          List.of(
              value(
                      statement,
                      "select string_agg(relname, ' ' order by relname) from pg_class where"
                          + " relkind in ('r', 'p') and not relispartition and relnamespace = '"
                          + schema
                          + "'::regnamespace")
                  .split(" "));
      for (String table : tables) {
        rows.put(
            table,
            value(
                statement,
                "select string_agg(t::text, ',' order by t::text) from %s.%s t"
                    .formatted(schema, table)));
      }
    }
    return rows;
  }

  private static String value(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
