package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.NeedsVariable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about dead tasks in RabbitMQ, without a service. */
@Tag("functional")
@NeedsVariable(
    value = DeadOverRabbitMqTest.VARIABLE,
    names = "a RabbitMQ, such as amqp://guest:guest@127.0.0.1:5672")
class DeadOverRabbitMqTest {
  static final String VARIABLE = "DISPATCHERD_TEST_RABBITMQ";

  private final String prefix = "test-" + UUID.randomUUID().toString().substring(0, 13);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String config = "";

  @BeforeEach
  void writeConfiguration(@TempDir Path folder) throws Exception {
    URI uri = URI.create(String.valueOf(System.getenv(VARIABLE)));
    String[] user = String.valueOf(uri.getUserInfo()).split(":", 2);
    config =
        Files.writeString(
                folder.resolve("dispatcher.yml"),
                """
                version: 2
                brokers:
                  rabbitmq:
                    addresses: ["%s:%d"]
                    username: %s
                    password: "%s"
                    prefix: %s
                publish: {default_broker: rabbitmq, default_control_broker: rabbitmq}
                """
                    .formatted(uri.getHost(), uri.getPort(), user[0], user[1], prefix))
            .toString();
    fail("one");
    fail("two");
  }

  @AfterEach
  void deleteQueues() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(String.valueOf(System.getenv(VARIABLE)));
    try (Connection connection = factory.newConnection("tests")) {
      Channel channel = connection.createChannel();
      channel.queueDelete(prefix + ".queue.default");
      channel.queueDelete(prefix + ".dead");
      for (String exchange : List.of("", ".due", ".control")) {
        channel.exchangeDelete(prefix + exchange);
      }
    }
  }

  private Broker broker() {
    return Brokers.open(
        Objects.requireNonNull(Settings.fromFile(Path.of(config)).brokers().get("rabbitmq")));
  }

  private void fail(String uuid) throws Exception {
    try (Broker broker = broker()) {
      String message = Json.write(Map.of("task", "app.Tasks.work", "uuid", uuid));
      broker.publish(List.of(new Outgoing("default", message, Optional.empty(), true)));
      try (Subscription service = broker.subscribe()) {
        Delivery delivery = Deliveries.all(service, Duration.ofSeconds(20)).get(0);
        delivery
            .acknowledge(new Acknowledgement.Failed("it broke", false, Optional.empty()))
            .toCompletableFuture()
            .get();
      }
    }
  }

  private int run(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] line = new String[words.length + 2];
    System.arraycopy(words, 0, line, 0, words.length);
    line[words.length] = "--config";
    line[words.length + 1] = config;
    return new DispatcherctlMain(
            Dispatcherd::fromSettings, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(line);
  }

  @Test
  void deadTasksAreShownRetriedAndDeleted() {
    assertEquals(0, run("dead"), err.toString());
    assertTrue(out.toString().contains("uuid: one"), out.toString());
    assertTrue(out.toString().contains("error: it broke"), out.toString());
    assertEquals(0, run("job", "one"), err.toString());
    assertEquals(0, run("retry", "--task", "app.Tasks.work", "--dry-run"), err.toString());
    assertTrue(out.toString().contains("matching: 2"), out.toString());
    assertEquals(0, run("retry", "one", "--broker", "rabbitmq"), err.toString());
    assertEquals(1, run("retry", "one"));
    assertTrue(err.toString().contains("there is no job with the uuid one"), err.toString());
    assertEquals(0, run("queues"), err.toString());
    assertTrue(out.toString().contains("ready: 1"), out.toString());
    assertEquals(0, run("delete", "--state", "dead", "--yes"), err.toString());
    assertTrue(out.toString().contains("deleted: 1"), out.toString());
    assertEquals(0, run("dead", "--output", "table"), err.toString());
    assertEquals("(none)", out.toString().strip());
  }

  @Test
  void whatOnlyAQueueInADatabaseKnowsIsRefusedInWords() {
    assertEquals(1, run("jobs"));
    assertTrue(err.toString().contains("only dead tasks can be looked through"), err.toString());
    assertEquals(1, run("pause", "default"));
    assertTrue(err.toString().contains("stop the services that work on it"), err.toString());
    assertEquals(1, run("nodes"));
    assertTrue(err.toString().contains("dispatcherctl alive"), err.toString());
  }
}
