package io.dispatcherd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishing over a real PostgreSQL; the test itself plays the service. */
@Timeout(120)
@Tag("functional")
class DispatcherdOnPostgresTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final String channel = "publish_" + UUID.randomUUID().toString().replace("-", "");
  private final Map<String, Object> configuration =
      Map.of(
          "version",
          2,
          "brokers",
          Map.of(
              "pg_notify",
              Map.of(
                  "config",
                  Map.of("conninfo", TestPostgres.shared().conninfo(), "application_name", channel),
                  "channels",
                  List.of(channel))));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Dispatcherd dispatcherd;
  private Broker service;
  private Subscription subscription;

  @BeforeEach
  void open() {
    dispatcherd = Dispatcherd.fromMap(configuration);
    service = Brokers.open(Settings.fromMap(configuration).brokers().values().iterator().next());
    subscription = service.subscribe();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    dispatcherd.close();
    service.close();
  }

  private List<Delivery> receive(int count) throws InterruptedException {
    List<Delivery> received = new ArrayList<>();
    while (received.size() < count) {
      received.addAll(Deliveries.all(subscription, LONG));
    }
    return received;
  }

  private static TaskMessage task(Delivery delivery) {
    return TaskMessage.fromJson(delivery.payload());
  }

  @Test
  void whatIsSubmittedArrivesAsItWasReturned() throws Exception {
    Submission submission = dispatcherd.task("a.b").args(1, "ü").submit();

    assertEquals(channel, submission.queue());
    assertEquals(submission.message(), task(receive(1).get(0)));
  }

  @Test
  void submissionOnTheCallersConnectionIsSentWhenThatCommits() throws Exception {
    try (Connection connection = TestPostgres.shared().connect()) {
      connection.setAutoCommit(false);
      dispatcherd.task("rolled.back").submit(connection);
      connection.rollback();
      dispatcherd.task("committed").submit(connection);
      dispatcherd.task("sent.meanwhile").submit();

      assertEquals("sent.meanwhile", task(receive(1).get(0)).task());

      connection.commit();
      assertEquals("committed", task(receive(1).get(0)).task());
    }
  }

  @Test
  void publisherThatSubmitsTenThousandTimesUsesABoundedNumberOfConnections() throws Exception {
    int publishers = 8;
    int before = connections();
    List<Future<Integer>> done = new ArrayList<>();
    for (int publisher = 0; publisher < publishers; publisher++) {
      Callable<Integer> publish =
          () -> {
            for (int i = 0; i < 10_000 / publishers; i++) {
              dispatcherd.task("a.b").args(i).submit();
            }
            return connections();
          };
      done.add(threads.submit(publish));
    }

    assertEquals(10_000, receive(10_000).size());
    for (Future<Integer> seen : done) {
      assertTrue(seen.get() - before <= 1, () -> "publishing held several connections");
    }
  }

  @Test
  void repliesOfSeveralServicesAreCollected() throws Exception {
    Future<List<Reply>> asked =
        threads.submit(() -> dispatcherd.control().ask("alive", Map.of(), 2, LONG));
    Delivery command = receive(1).get(0);
    String replyTo = replyTo(command);

    command.reply(replyTo, "{\"node_id\":\"a\"}");
    command.reply(replyTo, "{\"node_id\":\"b\",\"large\":\"" + "x".repeat(20_000) + "\"}");

    assertEquals(List.of("a", "b"), asked.get().stream().map(Reply::nodeId).toList());
  }

  @Test
  void staleReplyToAnEarlierCommandIsNeverTakenForTheAnswerToThisOne() throws Exception {
    assertEquals(List.of(), dispatcherd.control().ask("first", Map.of(), 1, Duration.ofMillis(50)));
    Delivery first = receive(1).get(0);
    Future<List<Reply>> asked =
        threads.submit(() -> dispatcherd.control().ask("second", Map.of(), 1, LONG));
    Delivery second = receive(1).get(0);

    first.reply(replyTo(first), "{\"node_id\":\"late\"}");
    second.reply(replyTo(second), "{\"node_id\":\"prompt\"}");

    assertEquals(List.of("prompt"), asked.get().stream().map(Reply::nodeId).toList());
  }

  private static String replyTo(Delivery delivery) {
    ControlMessage command = (ControlMessage) MessageDecoder.decode(delivery.payload());
    return String.valueOf(command.replyTo());
  }

  /** How many connections this test has open, the one that counts left out. */
  private int connections() throws Exception {
    try (Connection connection = TestPostgres.shared().connect();
        PreparedStatement count =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = ?")) {
      count.setString(1, channel);
      try (ResultSet result = count.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }
}
