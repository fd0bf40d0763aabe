package io.dispatcherd.examples.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Dispatcherd;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The shop's dashboard behind Spring Security, asked as browsers do. */
@Tag("functional")
class ShopDashboardTest extends StartedShop {
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  @Autowired private Dispatcherd dispatcherd;

  /** Somebody's browser, with its cookies. */
  private final class Browser {
    private final HttpClient client =
        HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    HttpResponse<String> get(String path) throws Exception {
      return send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/html"));
    }

    HttpResponse<String> post(String path, String form, String site) throws Exception {
      return send(
          HttpRequest.newBuilder(uri(path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Sec-Fetch-Site", site)
              .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    Browser signIn(String user) throws Exception {
      Matcher token = TOKEN.matcher(get("/login").body());
      assertTrue(token.find());
      String form = "username=%s&password=%s&_csrf=%s".formatted(user, user, token.group(1));
      HttpResponse<String> signedIn = post("/login", form, "same-origin");
      assertEquals(302, signedIn.statusCode(), signedIn::body);
      return this;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
      return client.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private boolean isPaused() {
    return dispatcherd.queues().list().stream()
        .anyMatch(queue -> queue.name().equals("mail") && queue.isPaused());
  }

  @Test
  void whoHasNotSignedInIsSentToSignIn() throws Exception {
    HttpResponse<String> sent = new Browser().get("/dispatcherd/");
    assertEquals(302, sent.statusCode());
    assertTrue(sent.headers().firstValue("Location").orElse("").endsWith("/login"));
  }

  @Test
  void aViewerLooksAndChangesNothing() throws Exception {
    Browser viewer = new Browser().signIn("viewer");
    HttpResponse<String> queues = viewer.get("/dispatcherd/queues");
    assertEquals(200, queues.statusCode(), queues::body);
    assertTrue(queues.body().contains("mail"), queues::body);
    assertEquals(
        403,
        viewer.post("/dispatcherd/actions/pause-queue", "name=mail", "same-origin").statusCode());
    assertFalse(isPaused());
  }

  @Test
  void anOperatorPausesAQueueOnItsPageOnly() throws Exception {
    Browser operator = new Browser().signIn("operator");
    String action = "/dispatcherd/actions/pause-queue";
    assertEquals(403, operator.post(action, "name=mail", "cross-site").statusCode());
    assertFalse(isPaused());
    HttpResponse<String> paused = operator.post(action, "name=mail", "same-origin");
    assertEquals(303, paused.statusCode(), paused::body);
    assertTrue(isPaused());
    dispatcherd.queues().resume("mail");
    String audit = operator.get("/dispatcherd/audit").body();
    assertTrue(audit.contains("operator") && audit.contains("mail"), audit);
  }

  @Test
  void theDashboardsOwnPolicyStands() throws Exception {
    HttpResponse<String> page = new Browser().signIn("viewer").get("/dispatcherd/");
    for (String header :
        List.of(
            "Content-Security-Policy",
            "X-Frame-Options",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cache-Control")) {
      assertEquals(1, page.headers().allValues(header).size(), header);
    }
    assertTrue(
        page.headers()
            .firstValue("Content-Security-Policy")
            .orElse("")
            .contains("frame-ancestors 'none'"));
    assertEquals("no-store", page.headers().firstValue("Cache-Control").orElse(""));
  }
}
