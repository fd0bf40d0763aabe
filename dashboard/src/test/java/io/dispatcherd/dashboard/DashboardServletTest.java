package io.dispatcherd.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
class DashboardServletTest {
  private static ServedDashboard root;
  private static ServedDashboard mounted;

  @BeforeAll
  static void serve() throws Exception {
    String schema = ServedDashboard.newSchema();
    root =
        ServedDashboard.of(
            schema, Dashboard.builder().settings(ServedDashboard.settings(schema)).build());
    mounted =
        ServedDashboard.mounted(
            schema,
            Dashboard.builder().settings(ServedDashboard.settings(schema)).build(),
            "/admin/jobs");
  }

  @AfterAll
  static void stop() throws Exception {
    mounted.close();
    root.close();
  }

  @Test
  void firstPageIsServedAtTheRoot() throws Exception {
    HttpResponse<String> page = root.get("/");

    assertEquals(200, page.statusCode(), page::body);
    assertEquals(Optional.of("text/html;charset=utf-8"), page.headers().firstValue("Content-Type"));
    assertTrue(page.body().contains("<title>Overview · dispatcherd</title>"), page::body);
  }

  @Test
  void linksOfMountedPagesAreBelowTheFolder() throws Exception {
    HttpResponse<String> page = mounted.get("/admin/jobs/");

    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("href=\"/admin/jobs/queues\""), page::body);
    assertEquals(
        Optional.of("/admin/jobs/"), mounted.get("/admin/jobs").headers().firstValue("Location"));
  }

  @Test
  void samePageIsJsonForScripts() throws Exception {
    HttpResponse<String> page = root.get("/api/v1/");

    assertEquals(Optional.of("application/json"), page.headers().firstValue("Content-Type"));
    assertTrue(page.body().contains("\"queues\":"), page::body);
  }

  @Test
  void styleAndScriptAreServedAndKept() throws Exception {
    HttpResponse<String> style = root.get("/assets/base.css");

    assertEquals(200, style.statusCode());
    assertEquals(
        Optional.of("text/css; charset=utf-8"), style.headers().firstValue("Content-Type"));
    String tag = style.headers().firstValue("ETag").orElseThrow();
    assertEquals(304, root.get("/assets/base.css", "If-None-Match", tag).statusCode());
  }
}
