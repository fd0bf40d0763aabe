package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.Secret;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.NeedsVariable;
import io.dispatcherd.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several addresses, virtual hosts, users, what is declared elsewhere, and broken connections. */
@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class ConnectionsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Endpoint NOBODY = new Endpoint("127.0.0.1", 1);

  private TestRabbitMq server;

  @BeforeEach
  void open() throws Exception {
    server = TestRabbitMq.open();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private RabbitMqBroker broker(Endpoint... endpoints) {
    return new RabbitMqBroker(server.options("work"), TestRabbitMq.server().at(endpoints));
  }

  private static Endpoint through(TcpProxy network) {
    return new Endpoint("127.0.0.1", network.port());
  }

  private static void submit(RabbitMqBroker broker, String uuid) {
    broker.publish(
        List.of(new Outgoing("work", "{\"task\": \"app.work\", \"uuid\": \"" + uuid + "\"}")));
  }

  private static String takeAndEnd(Subscription service) throws Exception {
    Delivery delivery = Deliveries.upTo(1, service, SOON).get(0);
    delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT).toCompletableFuture().get();
    return delivery.id().orElseThrow();
  }

  private static Set<String> takeTwo(Subscription service) throws Exception {
    Set<String> taken = new HashSet<>();
    taken.add(takeAndEnd(service));
    taken.add(takeAndEnd(service));
    return taken;
  }

  @Test
  void anAddressWhereNobodyListensIsPassedOver() throws Exception {
    try (TcpProxy network = TcpProxy.to(TestRabbitMq.address());
        RabbitMqBroker broker = broker(NOBODY, through(network))) {
      submit(broker, "one");
      try (Subscription service = broker.subscribe()) {
        assertEquals("one", takeAndEnd(service));
      }
    }
  }

  @Test
  void whenANodeGoesAwayTheNextConnectionGoesToAnother() throws Exception {
    try (TcpProxy first = TcpProxy.to(TestRabbitMq.address());
        TcpProxy second = TcpProxy.to(TestRabbitMq.address());
        RabbitMqBroker broker = broker(through(first), through(second))) {
      submit(broker, "one");
      Subscription service = broker.subscribe();
      first.cut();
      second.cut();
      assertThrows(BrokerException.class, () -> Deliveries.all(service, SOON));
      service.close();
      second.letThrough();
      submit(broker, "two");
      try (Subscription again = broker.subscribe()) {
        assertEquals(Set.of("one", "two"), takeTwo(again));
      }
    }
  }

  @Test
  void aVirtualHostThatIsNotThereIsNamed() {
    Server known = TestRabbitMq.server();
    Server other =
        new Server(
            known.addresses(),
            "nowhere-" + server.names().prefix(),
            known.user(),
            known.password(),
            known.tls(),
            known.heartbeat(),
            known.connectTimeout());
    try (RabbitMqBroker broker = new RabbitMqBroker(server.options("work"), other)) {
      Exception failure = assertThrows(BrokerException.class, broker::prepare);
      assertTrue(
          String.valueOf(failure.getMessage()).contains("nowhere-" + server.names().prefix()),
          failure::toString);
    }
  }

  @Test
  void aUserThatIsRefusedIsNamedAndThePasswordIsNot() {
    Server known = TestRabbitMq.server();
    Server other =
        new Server(
            known.addresses(),
            known.virtualHost(),
            "stranger",
            Secret.of("abracadabra"),
            known.tls(),
            known.heartbeat(),
            known.connectTimeout());
    try (RabbitMqBroker broker = new RabbitMqBroker(server.options("work"), other)) {
      String failure =
          String.valueOf(assertThrows(BrokerException.class, broker::prepare).getMessage());
      assertTrue(failure.contains("refuses the user stranger"), failure);
      assertTrue(!failure.contains("abracadabra"), failure);
    }
  }

  @Test
  void whatIsDeclaredElsewhereIsUsedAndWhatIsMissingIsNamed() throws Exception {
    RabbitMqOptions options = server.options("work", "missing");
    try (RabbitMqBroker owner = new RabbitMqBroker(options.queues("work"), TestRabbitMq.server());
        RabbitMqBroker guest =
            new RabbitMqBroker(options.queues("work").declares(false), TestRabbitMq.server());
        RabbitMqBroker wrong =
            new RabbitMqBroker(options.queues("missing").declares(false), TestRabbitMq.server())) {
      String early =
          String.valueOf(
              assertThrows(BrokerException.class, () -> submit(guest, "x")).getMessage());
      assertTrue(early.contains("declare: false"), early);
      owner.prepare();
      submit(owner, "zero");
      guest.prepare();
      submit(guest, "one");
      try (Subscription service = guest.subscribe()) {
        assertEquals(Set.of("zero", "one"), takeTwo(service));
      }
      String failure =
          String.valueOf(assertThrows(BrokerException.class, wrong::subscribe).getMessage());
      assertTrue(failure.contains(server.names().queue("missing")), failure);
    }
  }

  @Test
  void whatHasEndedBeforeAServiceStopsDoesNotRunAgain() throws Exception {
    int tasks = 300;
    try (RabbitMqBroker broker =
        new RabbitMqBroker(server.options("work"), TestRabbitMq.server())) {
      for (int i = 0; i < tasks; i++) {
        submit(broker, "t" + i);
      }
      Set<String> ran = new HashSet<>();
      try (Subscription service = broker.subscribe()) {
        while (ran.size() < tasks) {
          for (Delivery delivery : Deliveries.upTo(tasks, service, SOON)) {
            ran.add(delivery.id().orElseThrow());
            delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
          }
        }
      }
      try (Subscription next = broker.subscribe()) {
        assertEquals(List.of(), Deliveries.all(next, Duration.ofMillis(300)));
      }
    }
  }

  @Test
  void nothingIsLostHoweverOftenConnectionsAreCut() throws Exception {
    int tasks = 400;
    int cuts = 8;
    try (TcpProxy network = TcpProxy.to(TestRabbitMq.address());
        RabbitMqBroker publisher = broker(through(network));
        RabbitMqBroker worker = broker(through(network))) {
      server.options("work");
      FutureTask<Integer> submitting =
          new FutureTask<>(
              () -> {
                int uncertain = 0;
                for (int i = 0; i < tasks; i++) {
                  uncertain += submitSurely(publisher, "t" + i);
                }
                return uncertain;
              });
      new Thread(submitting, "submits").start();
      Map<String, Integer> ran = new HashMap<>();
      Set<String> wanted = new HashSet<>();
      for (int i = 0; i < tasks; i++) {
        wanted.add("t" + i);
      }
      int untold = 0;
      int cut = 0;
      while (!ran.keySet().containsAll(wanted)) {
        try (Subscription service = worker.subscribe()) {
          while (!ran.keySet().containsAll(wanted)) {
            List<CompletableFuture<Void>> told = new ArrayList<>();
            for (Delivery delivery : Deliveries.upTo(10, service, Duration.ofSeconds(1))) {
              ran.merge(delivery.id().orElseThrow(), 1, Integer::sum);
              told.add(
                  delivery
                      .acknowledge(Acknowledgement.Done.WITHOUT_RESULT)
                      .toCompletableFuture()
                      .exceptionally(lost -> null));
            }
            CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).get();
            if (cut < cuts && ran.size() > (cut + 1) * tasks / (cuts + 1)) {
              cut++;
              network.cut();
              network.letThrough();
            }
          }
        } catch (BrokerException e) {
          untold++;
        }
      }
      int uncertain = submitting.get();
      int twice = ran.values().stream().mapToInt(count -> count - 1).sum();
      assertEquals(cuts, cut);
      assertTrue(untold > 0, "no cut was noticed");
      // What runs twice is what the server had not heard of at a cut, and what was submitted twice.
      assertTrue(twice - uncertain <= tasks / 2, twice + " ran twice, " + uncertain + " uncertain");
    }
  }

  /** Submits until the server has confirmed it; how often it may have been stored before. */
  private static int submitSurely(RabbitMqBroker publisher, String uuid) {
    int uncertain = 0;
    while (true) {
      try {
        submit(publisher, uuid);
        return uncertain;
      } catch (BrokerException e) {
        uncertain++;
      }
    }
  }
}
