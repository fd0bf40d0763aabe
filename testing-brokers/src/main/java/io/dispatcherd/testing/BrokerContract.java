package io.dispatcherd.testing;

import static io.dispatcherd.testing.BrokerSession.SOON;
import static io.dispatcherd.testing.BrokerSession.answer;
import static io.dispatcherd.testing.BrokerSession.answerInBackground;
import static io.dispatcherd.testing.BrokerSession.fields;
import static io.dispatcherd.testing.BrokerSession.inBackground;
import static io.dispatcherd.testing.BrokerSession.receive;
import static io.dispatcherd.testing.BrokerSession.receiveOne;
import static io.dispatcherd.testing.BrokerSession.reply;
import static io.dispatcherd.testing.BrokerSession.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every broker has to do. A test of a broker extends this class and says how to open one; the
 * shipped brokers are tested so, and those of applications can be.
 *
 * <p>A broker that delivers only to services in the same process, or to one service at a time,
 * passes as well: no test opens a second subscription beside the first.
 */
public abstract class BrokerContract {
  private static final Duration PROMPTLY = Duration.ofSeconds(5);
  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private final String channel = "contract_" + UUID.randomUUID().toString().replace('-', '_');

  private Broker broker;
  private BrokerSession session;

  /** For subclasses. */
  @SuppressWarnings({"NullAway.Init", "initialization"}) // JUnit calls openBroker first
  protected BrokerContract() {}

  /**
   * Opens a broker whose subscriptions listen on this channel only, and which publishes there by
   * default. The suite closes it.
   *
   * @param channel random, fit for PostgreSQL; a broker without channels ignores it
   */
  protected abstract Broker open(String channel) throws Exception;

  @BeforeEach
  final void openBroker() throws Exception {
    broker = open(channel);
    session = new BrokerSession(broker, channel);
  }

  @AfterEach
  final void closeAll() throws Exception {
    session.end();
  }

  /** What texts of JSON say: a broker may write characters of theirs as escapes. */
  private static List<Object> values(List<String> texts) {
    return texts.stream().<Object>map(Json::parseObject).toList();
  }

  @Nested
  class Publishing {
    @Test
    void messagesArriveAsTheyWereSent() throws Exception {
      Subscription subscription = session.subscribe();
      String message = task("äöü \u20ac \ud83d\ude00 \\ \" \n '; SELECT 1; --");

      session.publish(message);

      assertEquals(values(List.of(message)), values(receive(subscription, 1)));
    }

    @Test
    void aBatchArrivesWholeAndInOrder() throws Exception {
      Subscription subscription = session.subscribe();
      List<String> batch = IntStream.range(0, 1_000).mapToObj(i -> task("n" + i)).toList();

      FutureTask<Boolean> publishing = session.publishInBackground(batch);

      assertEquals(batch, receive(subscription, batch.size()));
      assertTrue(publishing.get());
    }

    @Test
    void anEmptyBatchDoesNothing() {
      broker.publish(List.of());
    }

    @Test
    void messagesOfEverySizeArriveWholeAndInOrder() throws Exception {
      Subscription subscription = session.subscribe();
      List<String> messages =
          IntStream.of(0, 900, 1023, 1024, 1025, 7_999, 8_000, 8_001, 100_000)
              .mapToObj(size -> task("\u20ac".repeat(size / 3) + "x".repeat(size % 3)))
              .toList();

      FutureTask<Boolean> publishing = session.publishInBackground(messages);

      assertEquals(values(messages), values(receive(subscription, messages.size())));
      assertTrue(publishing.get());
    }

    @Test
    void manyPublishersLoseNothingAndEachKeepsItsOrder() throws Exception {
      int publishers = 8;
      int each = 100;
      Subscription subscription = session.subscribe();
      List<Thread> threads =
          IntStream.range(0, publishers)
              .mapToObj(p -> new Thread(() -> publishSeries(p, each), "publisher " + p))
              .toList();
      threads.forEach(Thread::start);

      List<String> received = receive(subscription, publishers * each);

      for (Thread thread : threads) {
        thread.join();
      }
      Map<Object, Integer> next = new HashMap<>();
      for (String message : received) {
        Map<String, ?> fields = fields(message);
        int expected = next.merge(fields.get("publisher"), 1, Integer::sum) - 1;
        assertEquals(expected, fields.get("number"));
      }
      assertEquals(Collections.nCopies(publishers, each), List.copyOf(next.values()));
    }

    private void publishSeries(int publisher, int count) {
      for (int number = 0; number < count; number++) {
        session.publish(
            Json.write(Map.of("task", "a.b", "publisher", publisher, "number", number)));
      }
    }

    @Test
    void theRequestedChannelWinsOverTheDefault() {
      assertEquals("another", broker.publishChannel("another"));
      assertFalse(broker.publishChannel(null).isBlank());
    }

    @Test
    void aClosedBrokerRefuses() {
      broker.close();

      assertThrows(BrokerException.class, () -> session.publish(task("late")));
      assertThrows(BrokerException.class, () -> broker.subscribe());
      assertThrows(BrokerException.class, () -> broker.converse());
    }

    @Test
    void closingTwiceDoesNothingMore() {
      broker.close();
      broker.close();
    }

    @Test
    void hasANameAndAStatus() {
      assertFalse(broker.name().isBlank());
      assertFalse(Json.write(broker.status()).isBlank());
    }
  }

  @Nested
  class Subscribing {
    @Test
    void deliveriesSayWhereTheyCameFromAndTakeTheirEnd() throws Exception {
      Subscription subscription = session.subscribe();
      session.publish(task("x"));

      Delivery delivery = receiveOne(subscription);

      assertFalse(delivery.channel().isBlank());
      delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT).toCompletableFuture().join();
    }

    @Test
    void deliveriesDontShowTheirPayload() throws Exception {
      Subscription subscription = session.subscribe();
      session.publish(task("secret"));

      assertFalse(receiveOne(subscription).toString().contains("secret"));
    }

    @Test
    void receivingEndsEmptyHandedAfterItsTime() throws Exception {
      Subscription subscription = session.subscribe();
      long start = System.nanoTime();

      assertEquals(List.of(), Deliveries.all(subscription, A_MOMENT));

      assertTrue(System.nanoTime() - start >= A_MOMENT.toNanos() * 9 / 10);
      assertEquals(List.of(), Deliveries.all(subscription, Duration.ZERO));
    }

    @Test
    void receivingReturnsAsSoonAsSomethingIsThere() throws Exception {
      Subscription subscription = session.subscribe();
      FutureTask<List<Delivery>> waiting = inBackground(() -> Deliveries.all(subscription, SOON));

      session.publish(task("x"));

      assertEquals(1, assertTimeoutPreemptively(PROMPTLY, () -> waiting.get()).size());
    }

    @Test
    void closingEndsReceivingInAnotherThread() throws Exception {
      Subscription subscription = session.subscribe();
      FutureTask<List<Delivery>> waiting = inBackground(() -> Deliveries.all(subscription, SOON));

      subscription.close();

      assertEquals(List.of(), assertTimeoutPreemptively(PROMPTLY, () -> waiting.get()));
      assertEquals(List.of(), Deliveries.all(subscription, SOON));
      subscription.close();
    }

    @Test
    void closingTheBrokerEndsReceiving() throws Exception {
      Subscription subscription = session.subscribe();
      FutureTask<List<Delivery>> waiting = inBackground(() -> Deliveries.all(subscription, SOON));

      broker.close();

      assertEquals(List.of(), assertTimeoutPreemptively(PROMPTLY, () -> waiting.get()));
    }

    @Test
    void anInterruptEndsReceiving() throws Exception {
      Subscription subscription = session.subscribe();
      FutureTask<List<Delivery>> receiving =
          new FutureTask<>(() -> Deliveries.all(subscription, SOON));
      Thread thread = new Thread(receiving, "receiver");
      thread.start();

      thread.interrupt();

      Exception failure =
          assertThrows(
              Exception.class, () -> assertTimeoutPreemptively(PROMPTLY, () -> receiving.get()));
      assertEquals(
          InterruptedException.class,
          failure.getCause() == null ? null : failure.getCause().getClass());
    }

    @Test
    void anotherSubscriptionFollowsAClosedOne() throws Exception {
      session.subscribe().close();
      Subscription second = session.subscribe();
      String message = task("second");

      session.publish(message);

      assertEquals(List.of(message), receive(second, 1));
    }
  }

  @Nested
  class Conversing {
    @Test
    void noTwoConversationsHaveTheSameReplyChannel() {
      session.subscribe();

      assertNotEquals(session.converse().replyTo(), session.converse().replyTo());
    }

    @Test
    void repliesReachWhoeverAsked() throws Exception {
      Subscription subscription = session.subscribe();
      Conversation first = session.converse();
      Conversation second = session.converse();

      session.ask(first, "first");
      session.ask(second, "second");

      answer(subscription, 2);
      assertEquals(List.of(reply("first")), receive(first, 1));
      assertEquals(List.of(reply("second")), receive(second, 1));
    }

    @Test
    void largeRepliesArriveWhole() throws Exception {
      Subscription subscription = session.subscribe();
      Conversation conversation = session.converse();
      String large = "\u20ac".repeat(50_000);

      FutureTask<Boolean> answering = answerInBackground(subscription, 1);
      session.ask(conversation, large);

      assertEquals(values(List.of(reply(large))), values(receive(conversation, 1)));
      assertTrue(answering.get());
    }

    @Test
    void severalRepliesToOneCommandArriveInOrder() throws Exception {
      Subscription subscription = session.subscribe();
      Conversation conversation = session.converse();
      session.ask(conversation, "x");
      Delivery delivery = receiveOne(subscription);

      delivery.reply(conversation.replyTo(), reply("one"));
      delivery.reply(conversation.replyTo(), reply("two"));

      assertEquals(List.of(reply("one"), reply("two")), receive(conversation, 2));
    }

    @Test
    void aLateReplyNeverReachesTheNextConversation() throws Exception {
      Subscription subscription = session.subscribe();
      Conversation impatient = session.converse();
      session.ask(impatient, "first");
      assertEquals(List.of(), impatient.receive(Duration.ZERO));
      Delivery first = receiveOne(subscription);
      impatient.close();
      Conversation next = session.converse();
      session.ask(next, "second");

      try {
        first.reply(impatient.replyTo(), reply("first"));
      } catch (BrokerException e) {
        assertFalse(String.valueOf(e.getMessage()).isBlank());
      }

      answer(subscription, 1);
      assertEquals(List.of(reply("second")), receive(next, 1));
    }

    @Test
    void waitingForRepliesEndsEmptyHandedAfterItsTime() throws Exception {
      session.subscribe();
      Conversation conversation = session.converse();

      assertEquals(List.of(), conversation.receive(A_MOMENT));
    }

    @Test
    void aBurstOfTasksAndCommandsIsReceivedWholeWhileReplying() throws Exception {
      int count = 300;
      Subscription subscription = session.subscribe();
      Conversation conversation = session.converse();
      FutureTask<Boolean> answering = answerInBackground(subscription, 2 * count);
      for (int i = 0; i < count; i++) {
        session.publish(task("burst " + i));
        session.ask(conversation, "command " + i);
      }

      List<String> replies = receive(conversation, count);

      assertEquals(
          IntStream.range(0, count).mapToObj(i -> reply("command " + i)).toList(), replies);
      assertTrue(answering.get());
    }
  }
}
