package io.dispatcherd.brokers.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.SocketLimits;
import io.dispatcherd.messages.Acknowledgement;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SocketBrokerTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Path path;
  private SocketBroker broker;

  @BeforeEach
  void createBroker() {
    path = folder.resolve("demo.sock");
    broker = new SocketBroker(path);
  }

  @AfterEach
  void closeBroker() {
    broker.close();
  }

  @Nested
  class Clients {
    @Test
    void withoutAServiceGetAnErrorThatNamesThePath() {
      BrokerException failure = assertThrows(BrokerException.class, () -> broker.converse());

      assertTrue(String.valueOf(failure.getMessage()).contains(path.toString()));
    }

    @Test
    void maySendSeveralMessagesAndCloseAtOnce() throws Exception {
      Subscription subscription = broker.subscribe();

      raw("1\n\n2\n3").close();

      assertEquals(List.of("1", "2", "3"), payloads(subscription, 3));
    }

    @Test
    void thatSendNoUtf8DisturbOnlyThatLine() throws Exception {
      Subscription subscription = broker.subscribe();
      try (SocketChannel client = raw("1\n")) {
        client.write(ByteBuffer.wrap(new byte[] {'"', (byte) 0xff, (byte) 0xc3, '"', '\n'}));
        client.write(ByteBuffer.wrap("\u20ac\n".getBytes(StandardCharsets.UTF_8)));

        assertEquals(List.of("1", "\u20ac"), payloads(subscription, 2));
      }
    }

    @Test
    void thatSendEndlessLinesAreDroppedAndCounted() throws Exception {
      Bounded bounded = bounded(SocketLimits.DEFAULT);
      Subscription subscription = bounded.subscription();
      try (SocketChannel client = raw("1\n")) {
        ByteBuffer endless = ByteBuffer.allocate(SocketLimits.DEFAULT.lineBytes() + 1);

        assertThrows(
            IOException.class,
            () -> {
              for (int i = 0; i < 100; i++) {
                client.write(endless.rewind());
              }
            });
      }
      assertEquals(List.of("1"), payloads(subscription, 1));
      assertEquals(1, bounded.hits().count(Limit.SOCKET_LINE_BYTES));
    }

    @Test
    void beyondTheirNumberHaveToWaitUntilOneLeaves() throws Exception {
      Bounded bounded = bounded(new SocketLimits(1024, 2, 1 << 20, 1 << 20, SOON));
      SocketChannel first = raw("1\n");
      try (SocketChannel second = raw("2\n");
          SocketChannel third = raw("3\n")) {
        assertEquals(List.of("1", "2"), payloadsAcknowledged(bounded.subscription(), 2));
        Awaitility.await().until(() -> bounded.hits().count(Limit.SOCKET_CLIENTS) > 0);

        first.close();

        assertEquals(List.of("3"), payloads(bounded.subscription(), 1));
        assertTrue(second.isOpen() && third.isOpen());
      }
    }

    @Test
    void thatSendFasterThanIsReceivedHaveToWaitAndNothingIsLost() throws Exception {
      Bounded bounded = bounded(new SocketLimits(1024, 10, 2_000, 1 << 20, SOON));
      int count = 3_000;
      try (SocketChannel client = raw("")) {
        FutureTask<Boolean> sending =
            inBackground(
                () -> {
                  for (int i = 0; i < count; i++) {
                    ByteBuffer line =
                        ByteBuffer.wrap(
                            (i + " ".repeat(900) + "\n").getBytes(StandardCharsets.UTF_8));
                    while (line.hasRemaining()) {
                      client.write(line);
                    }
                  }
                  return true;
                });
        Awaitility.await().until(() -> bounded.hits().count(Limit.SOCKET_INBOX_BYTES) > 0);

        List<String> received = payloads(bounded.subscription(), count);

        assertTrue(sending.get());
        assertEquals(
            IntStream.range(0, count).mapToObj(Integer::toString).toList(),
            received.stream().map(String::strip).toList());
      }
    }

    @Test
    void thatReadNothingGetNoMoreRepliesAndAreCounted() throws Exception {
      Bounded bounded = bounded(new SocketLimits(1024, 10, 1 << 20, 1 << 20, SOON));
      String large = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";
      try (SocketChannel stuck = raw("{}\n")) {
        Delivery delivery = Deliveries.of(bounded.subscription()).get(0);
        delivery.reply("ignored", large);

        assertThrows(BrokerException.class, () -> delivery.reply("ignored", large));

        assertEquals(1, bounded.hits().count(Limit.SOCKET_UNREAD_BYTES));
        drain(stuck);
      }
    }

    /** Waits until the service has ended the connection. */
    private void drain(SocketChannel client) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      try {
        while (client.read(buffer.clear()) >= 0) {
          assertTrue(client.isOpen());
        }
      } catch (IOException e) {
        assertTrue(client.isOpen(), "broken, since it has sent what nobody read");
      }
    }

    @Test
    void thatAskAgainAndAgainAndReadNothingAreCutOffAndOthersAreServed() throws Exception {
      Bounded bounded = bounded(new SocketLimits(1024, 10, 1 << 20, 1 << 20, SOON));
      String reply = "{\"text\":\"" + "x".repeat(10_000) + "\"}";
      try (SocketChannel greedy = raw("");
          Conversation other = broker.converse()) {
        FutureTask<Boolean> asking =
            inBackground(
                () -> {
                  for (int i = 0; i < 100_000; i++) {
                    greedy.write(ByteBuffer.wrap("{}\n".getBytes(StandardCharsets.UTF_8)));
                  }
                  return true;
                });
        while (bounded.hits().count(Limit.SOCKET_UNREAD_BYTES) == 0) {
          for (Delivery asked : Deliveries.of(bounded.subscription())) {
            replyIfItListens(asked, reply);
          }
        }
        assertThrows(ExecutionException.class, asking::get, "its connection is broken");

        other.send(new Outgoing("any", "{\"other\":1}"));
        boolean served = false;
        while (!served) {
          for (Delivery asked : Deliveries.of(bounded.subscription())) {
            replyIfItListens(asked, "{\"node_id\":1}");
            served |= asked.payload().contains("other");
          }
        }
        assertEquals(List.of("{\"node_id\":1}"), other.receive(SOON));
      }
    }

    private void replyIfItListens(Delivery asked, String reply) {
      try {
        asked.reply("ignored", reply);
      } catch (BrokerException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("socket: the client that asked"));
      }
    }

    @Test
    void thatCloseTheirConversationWhileTheyWaitAreToldThatItBroke() throws Exception {
      Subscription subscription = broker.subscribe();
      for (int i = 0; i < 200; i++) {
        Conversation conversation = broker.converse();
        FutureTask<List<String>> waiting = inBackground(() -> conversation.receive(SOON));
        FutureTask<Boolean> sending =
            inBackground(
                () -> {
                  while (true) {
                    conversation.send(new Outgoing("any", "{}"));
                  }
                });
        Deliveries.of(subscription);

        conversation.close();

        for (FutureTask<?> each : List.of(waiting, sending)) {
          ExecutionException broken = assertThrows(ExecutionException.class, each::get);
          assertInstanceOf(BrokerException.class, broken.getCause());
        }
      }
    }

    @Test
    void thatReadNothingAreDroppedInTheEndAndCounted() throws Exception {
      Bounded bounded =
          bounded(new SocketLimits(1024, 10, 1 << 20, 1 << 20, Duration.ofMillis(100)));
      try (SocketChannel stuck = raw("{}\n")) {
        Delivery delivery = Deliveries.of(bounded.subscription()).get(0);

        delivery.reply("ignored", "{\"text\":\"" + "x".repeat(1 << 20) + "\"}");

        Awaitility.await().until(() -> bounded.hits().count(Limit.SOCKET_UNREAD_SECONDS) == 1);
        assertTrue(stuck.isOpen());
      }
    }

    private record Bounded(Subscription subscription, LimitHits hits) {}

    private Bounded bounded(SocketLimits limits) {
      broker.close();
      LimitHits hits = new LimitHits();
      broker = SocketBroker.open(new SocketSettings(path, Optional.empty(), limits), hits);
      return new Bounded(broker.subscribe(), hits);
    }

    @Test
    void thatEndTheirInputStillGetTheReply() throws Exception {
      Subscription subscription = broker.subscribe();
      try (SocketChannel client = raw("{}\n")) {
        client.shutdownOutput();
        Delivery delivery = Deliveries.of(subscription).get(0);

        delivery.reply("ignored", "{\"node_id\":1}");
        delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT);

        assertEquals("{\"node_id\":1}\n", readToEnd(client));
      }
    }

    @Test
    void thatDontReadTheirRepliesBlockNobody() throws Exception {
      Subscription subscription = broker.subscribe();
      String large = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";
      try (SocketChannel stuck = raw("{}\n");
          SocketChannel idle = raw("");
          Conversation other = broker.converse()) {
        Delivery delivery = Deliveries.of(subscription).get(0);
        assertThrows(
            BrokerException.class,
            () -> {
              for (int i = 0; i < 100; i++) {
                delivery.reply("ignored", large);
              }
            });

        other.send(new Outgoing("any", "{}"));
        Deliveries.of(subscription).get(0).reply("ignored", "{\"node_id\":1}");

        assertEquals(List.of("{\"node_id\":1}"), other.receive(SOON));
        assertTrue(stuck.isOpen() && idle.isOpen());
      }
    }

    @Test
    void byTheHundredAreServedAtOnce() throws Exception {
      Subscription subscription = broker.subscribe();
      List<Conversation> clients = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Conversation client = broker.converse();
        client.send(new Outgoing("any", "{\"n\":" + i + "}"));
        clients.add(client);
      }
      int served = 0;
      while (served < clients.size()) {
        for (Delivery delivery : Deliveries.of(subscription)) {
          delivery.reply("ignored", delivery.payload());
          served++;
        }
      }

      for (int i = 0; i < clients.size(); i++) {
        assertEquals(List.of("{\"n\":" + i + "}"), clients.get(i).receive(SOON));
      }
    }

    @Test
    void learnThatTheServiceHasGone() throws Exception {
      Subscription subscription = broker.subscribe();
      try (Conversation conversation = broker.converse()) {
        conversation.send(new Outgoing("any", "{}"));
        Deliveries.of(subscription);
        subscription.close();

        assertThrows(BrokerException.class, () -> conversation.receive(SOON));
      }
    }

    @Test
    void sendLinesOf1024BytesAtMost() throws Exception {
      Subscription subscription = broker.subscribe();

      broker.publish(List.of(new Outgoing("any", "{\"text\":\"" + "\u20ac".repeat(2_000) + "\"}")));

      for (String line : payloads(subscription, 7)) {
        assertTrue(line.getBytes(StandardCharsets.UTF_8).length <= 1024);
        assertFalse(line.isBlank());
      }
    }

    private SocketChannel raw(String text) throws IOException {
      SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
      client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      return client;
    }

    private String readToEnd(SocketChannel client) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(1024);
      while (client.read(buffer) >= 0) {
        assertTrue(buffer.hasRemaining());
      }
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> payloads(Subscription subscription, int count)
      throws InterruptedException {
    return Deliveries.of(subscription, count).stream().map(Delivery::payload).toList();
  }

  /** A client that has left is kept until all that came from it is acknowledged. */
  private static List<String> payloadsAcknowledged(Subscription subscription, int count)
      throws InterruptedException {
    List<Delivery> deliveries = Deliveries.of(subscription, count);
    deliveries.forEach(delivery -> delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT));
    return deliveries.stream().map(Delivery::payload).toList();
  }

  private static <T> FutureTask<T> inBackground(Callable<T> callable) {
    FutureTask<T> task = new FutureTask<>(callable);
    new Thread(task, "starter").start();
    return task;
  }
}
