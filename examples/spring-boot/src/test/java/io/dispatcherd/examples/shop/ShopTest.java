package io.dispatcherd.examples.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.test.DispatcherdTest;
import io.dispatcherd.spring.boot.test.TaskTester;
import io.dispatcherd.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The shop, started and asked. */
@Tag("functional")
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "spring.jpa.hibernate.ddl-auto=create-drop")
@DispatcherdTest
class ShopTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Autowired private OrderService service;
  @Autowired private OrderRepository orders;
  @Autowired private Dispatcherd dispatcherd;
  @Autowired private TaskTester tasks;

  @Value("${local.server.port}")
  private int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", TestPostgres.shared()::jdbcUrl);
    properties.add("spring.datasource.hikari.maximum-pool-size", () -> 5);
  }

  private HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  @Test
  void anOrderIsStoredAndItsConfirmationRuns() throws Exception {
    HttpResponse<String> placed =
        ask(
            request("/orders")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"customer\": \"ada\", \"item\": \"book\"}")));
    assertEquals(201, placed.statusCode(), placed::body);
    String id = placed.body().replaceAll("(?s).*\"id\":(\\d+).*", "$1");
    tasks.drain();
    String order = ask(request("/orders/" + id)).body();
    assertTrue(order.contains("\"confirmed\":true"), order);
  }

  @Test
  void anOrderThatIsRefusedLeavesNothing() {
    long before = orders.count();
    assertThrows(IllegalArgumentException.class, () -> service.place("ada", " "));
    tasks.drain();
    assertEquals(before, orders.count());
    assertEquals(0, tasks.endings().size());
  }

  @Test
  void aDeliveryHasItsStepsInOrder() throws Exception {
    long id = service.place("bob", "lamp").getId();
    HttpResponse<String> accepted =
        ask(request("/orders/" + id + "/delivery").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(202, accepted.statusCode(), accepted::body);
    tasks.drain();
    assertEquals("picked, packed, shipped", orders.findById(id).orElseThrow().getDelivery());
  }

  @Test
  void theDailyReportIsScheduled() {
    assertEquals(1, dispatcherd.schedules().list().size());
  }

  @Test
  void theShopIsReady() throws Exception {
    tasks.drain();
    assertEquals(200, ask(request("/actuator/health/readiness")).statusCode());
    assertTrue(ask(request("/actuator/dispatcherd")).body().contains("\"mail\""));
  }
}
