package io.dispatcherd.spring.boot.actuate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.spring.boot.TestDatabase;
import io.dispatcherd.spring.boot.service.ServiceLifecycle;
import io.dispatcherd.tasks.Task;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Health and the endpoint, asked over HTTP. */
@Tag("functional")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActuatorTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestDatabase database = new TestDatabase();
  private final HttpClient client = HttpClient.newHttpClient();
  private ConfigurableApplicationContext context;
  private Dispatcherd dispatcherd;

  /** A task with a secret. */
  public static class Letters {
    @Task(maxAttempts = 1)
    public String write(String text) {
      return text;
    }
  }

  /** A web application with Actuator. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Letters letters() {
      return new Letters();
    }
  }

  @BeforeAll
  void start() {
    context = run(Map.of("management.endpoint.dispatcherd.access", "unrestricted"));
    dispatcherd = context.getBean(Dispatcherd.class);
  }

  private ConfigurableApplicationContext run(Map<String, Object> more) {
    Map<String, Object> properties = new LinkedHashMap<>(database.properties());
    properties.put("server.port", 0);
    properties.put("dispatcherd.service.enabled", true);
    properties.put("management.endpoints.web.exposure.include", "health,dispatcherd");
    properties.put("management.endpoint.health.probes.enabled", true);
    properties.put("management.endpoint.health.show-details", "always");
    properties.put("management.endpoint.health.show-components", "always");
    properties.put(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
    properties.putAll(more);
    return new SpringApplicationBuilder(Application.class).properties(properties).run();
  }

  @AfterAll
  void stop() throws Exception {
    context.close();

    database.close();
  }

  private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
        .timeout(LIMIT);
  }

  private HttpResponse<String> get(ConfigurableApplicationContext from, String path)
      throws Exception {
    return client.send(request(from, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(ConfigurableApplicationContext to, String path, String body)
      throws Exception {
    return client.send(
        request(to, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theServiceIsPartOfReadinessAndNeverOfLiveness() throws Exception {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertEquals(200, get(context, "health/readiness").statusCode()));
    assertTrue(get(context, "health").body().contains("\"dispatcherd\""));
    assertFalse(get(context, "health/liveness").body().contains("dispatcherd"));
  }

  @Test
  void anApplicationWhoseServiceHasStoppedIsAliveButNotReady() throws Exception {
    try (ConfigurableApplicationContext other = run(Map.of())) {
      other.getBean(ServiceLifecycle.class).stop();
      assertEquals(503, get(other, "health/readiness").statusCode());
      assertEquals(200, get(other, "health/liveness").statusCode());
    }
  }

  @Test
  void theEndpointShowsQueuesAndServices() throws Exception {
    String body = get(context, "dispatcherd").body();
    assertTrue(body.contains("\"queues\":[") && body.contains("\"name\":\"default\""), body);
    assertTrue(body.contains("\"nodes\":[") && body.contains("\"running\":["), body);
  }

  @Test
  void argumentsAreShownOnlyIfThatIsConfigured() throws Exception {
    Submission submission = dispatcherd.submit(Letters::write, "tell nobody");
    submission.await(LIMIT);
    String path = "dispatcherd/jobs/" + submission.uuid();
    HttpResponse<String> hidden = get(context, path);
    assertEquals(200, hidden.statusCode());
    assertTrue(hidden.body().contains("\"state\":\"done\""), hidden.body());
    assertFalse(hidden.body().contains("tell nobody"), hidden.body());
    try (ConfigurableApplicationContext other =
        run(Map.of("management.endpoint.dispatcherd.show-values", "always"))) {
      String shown = get(other, path).body();
      assertTrue(shown.contains("\"args\":[\"tell nobody\"]"), shown);
    }
  }

  @Test
  void whatIsntThereIsNotFound() throws Exception {
    assertEquals(404, get(context, "dispatcherd/queues/nothing").statusCode());
    assertEquals(404, get(context, "dispatcherd/jobs/nothing").statusCode());
    assertEquals(404, get(context, "dispatcherd/cats/tom").statusCode());
  }

  @Test
  void aQueueIsPausedByWhoHasAccess() throws Exception {
    HttpResponse<String> paused =
        post(context, "dispatcherd/queues/default", "{\"action\":\"pause\"}");
    assertEquals(200, paused.statusCode(), paused::body);
    assertTrue(get(context, "dispatcherd/queues/default").body().contains("\"isPaused\":true"));
    post(context, "dispatcherd/queues/default", "{\"action\":\"resume\"}");
    assertTrue(get(context, "dispatcherd/queues/default").body().contains("\"isPaused\":false"));
    try (ConfigurableApplicationContext other = run(Map.of())) {
      int refused =
          post(other, "dispatcherd/queues/default", "{\"action\":\"pause\"}").statusCode();
      assertTrue(refused == 404 || refused == 405, () -> "status " + refused);
    }
  }

  @Test
  void anUnknownActionIsABadRequest() throws Exception {
    assertEquals(
        400, post(context, "dispatcherd/queues/default", "{\"action\":\"explode\"}").statusCode());
  }
}
