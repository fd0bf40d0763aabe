package io.dispatcherd.spring.boot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.dashboard.DashboardServlet;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.DispatcherdAutoConfiguration;
import io.dispatcherd.spring.boot.TestDatabase;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The dashboard in an application, asked over HTTP. */
@Tag("functional")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestDatabase database = new TestDatabase();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ConfigurableApplicationContext context;

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DispatcherdAutoConfiguration.class, DispatcherdDashboardAutoConfiguration.class))
          .withPropertyValues("dispatcherd.prepare=false")
          .withBean(
              DataSource.class,
              () -> new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere"));

  /** A web application in which the header X-Authorities says who comes. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Filter signIn() {
      return (request, response, chain) ->
          chain.doFilter(new SignedIn((HttpServletRequest) request), response);
    }
  }

  /** A request of somebody who is signed in by Spring Security. */
  private static final class SignedIn extends HttpServletRequestWrapper {
    SignedIn(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
      String authorities = getHeader("X-Authorities");
      return authorities == null
          ? null
          : UsernamePasswordAuthenticationToken.authenticated(
              "ann",
              "",
              Arrays.stream(authorities.split(",")).map(SimpleGrantedAuthority::new).toList());
    }
  }

  @BeforeAll
  void start() {
    context = run("/admin/jobs");
  }

  private ConfigurableApplicationContext run(String path) {
    return new SpringApplicationBuilder(Application.class)
        .properties(database.properties())
        .properties(
            Map.of(
                "server.port",
                0,
                "dispatcherd.dashboard.path",
                path,
                "spring.autoconfigure.exclude",
                "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration"))
        .run();
  }

  @AfterAll
  void stop() throws Exception {
    context.close();
    database.close();
  }

  private static HttpRequest.Builder request(ConfigurableApplicationContext to, String path) {
    String port = to.getEnvironment().getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(LIMIT);
  }

  private HttpResponse<String> get(String path, String authorities) throws Exception {
    return client.send(
        request(context, path).header("X-Authorities", authorities).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String form, String authorities, String site)
      throws Exception {
    return client.send(
        request(context, path)
            .header("X-Authorities", authorities)
            .header("Sec-Fetch-Site", site)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void whoHasTheAuthorityMayLook() throws Exception {
    HttpResponse<String> queues = get("/admin/jobs/queues", "SHOP,DISPATCHERD_VIEWER");
    assertEquals(200, queues.statusCode(), queues::body);
    assertTrue(queues.body().contains("href=\"/admin/jobs/jobs"), queues::body);
    assertEquals(401, get("/admin/jobs/queues", "SHOP").statusCode());
    assertEquals(401, get("/admin/jobs/queues", "DISPATCHERD_").statusCode());
    assertEquals(
        401,
        client
            .send(request(context, "/admin/jobs/").build(), BodyHandlers.ofString())
            .statusCode());
  }

  @Test
  void anOperatorPausesAQueueAndAViewerCannot() throws Exception {
    Dispatcherd dispatcherd = context.getBean(Dispatcherd.class);
    String form = "name=default";
    assertEquals(
        403,
        post("/admin/jobs/actions/pause-queue", form, "DISPATCHERD_VIEWER", "same-origin")
            .statusCode());
    assertEquals(
        403,
        post("/admin/jobs/actions/pause-queue", form, "DISPATCHERD_OPERATOR", "cross-site")
            .statusCode());
    assertFalse(isPaused(dispatcherd));
    HttpResponse<String> paused =
        post("/admin/jobs/actions/pause-queue", form, "DISPATCHERD_OPERATOR", "same-origin");
    assertEquals(303, paused.statusCode(), paused::body);
    assertTrue(isPaused(dispatcherd));
    dispatcherd.queues().resume("default");
  }

  private static boolean isPaused(Dispatcherd dispatcherd) {
    return dispatcherd.queues().list().stream()
        .anyMatch(queue -> queue.name().equals("default") && queue.isPaused());
  }

  @Test
  void anOpenPageDoesNotHoldUpTheEndOfTheApplication() throws Exception {
    ConfigurableApplicationContext other = run("/dispatcherd");
    HttpResponse<InputStream> live =
        client.send(
            request(other, "/dispatcherd/events?page=queues")
                .header("X-Authorities", "DISPATCHERD_VIEWER")
                .build(),
            BodyHandlers.ofInputStream());
    assertEquals(200, live.statusCode());
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      assertEquals("event: beat", events.readLine());
      long began = System.nanoTime();
      other.close();
      assertTrue(
          Duration.ofNanos(System.nanoTime() - began).compareTo(Duration.ofSeconds(10)) < 0,
          "the server has waited for the page");
      List<String> rest = events.lines().toList();
      assertTrue(rest.contains("event: gone"), rest::toString);
    }
  }

  @Test
  void itIsMountedIfItsModuleIsThere() {
    runner.run(context -> assertThat(context).hasSingleBean(MountedDashboard.class));
    runner
        .withClassLoader(new FilteredClassLoader(DashboardServlet.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("dispatcherdDashboard"));
    runner
        .withClassLoader(new FilteredClassLoader("org.springframework.security"))
        .run(context -> assertThat(context).hasSingleBean(MountedDashboard.class));
    runner
        .withPropertyValues("dispatcherd.dashboard.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("dispatcherdDashboard"));
  }

  @Test
  void anApplicationWithoutAWebServerHasNone() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(DispatcherdDashboardAutoConfiguration.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("dispatcherdDashboard"));
  }

  @Test
  void aPathThatIsNoFolderIsRefused() {
    for (String path : List.of("/", "jobs", "/jobs/", "/jobs/*", "/../jobs", "//jobs", "")) {
      runner
          .withPropertyValues("dispatcherd.dashboard.path=" + path)
          .run(
              context -> {
                assertThat(context).hasFailed();
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("dispatcherd.dashboard.path: expected a folder such as");
              });
    }
  }
}
