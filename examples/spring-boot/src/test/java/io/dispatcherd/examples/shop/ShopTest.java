package io.dispatcherd.examples.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.test.TaskTester;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The shop, started and asked. */
@Tag("functional")
class ShopTest extends StartedShop {
  private final HttpClient client = HttpClient.newHttpClient();

  @Autowired private OrderService service;
  @Autowired private OrderRepository orders;
  @Autowired private Dispatcherd dispatcherd;
  @Autowired private TaskTester tasks;

  private HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
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
    assertEquals(401, ask(request("/actuator/dispatcherd")).statusCode());
    String viewer = Base64.getEncoder().encodeToString("viewer:viewer".getBytes(UTF_8));
    HttpResponse<String> endpoint =
        ask(request("/actuator/dispatcherd").header("Authorization", "Basic " + viewer));
    assertTrue(endpoint.body().contains("\"mail\""), endpoint::body);
  }
}
