package io.dispatcherd.testing;

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
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
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
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration PROMPTLY = Duration.ofSeconds(5);
  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private final String channel = "contract_" + UUID.randomUUID().toString().replace('-', '_');
  private final List<AutoCloseable> opened = Collections.synchronizedList(new ArrayList<>());

  private Broker broker;

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
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable each : List.copyOf(opened)) {
      each.close();
    }
    broker.close();
  }

  @Nested
  class Publishing {
    @Test
    void messagesArriveAsTheyWereSent() throws Exception {
      Subscription subscription = subscribe();
      String message = task("äöü \u20ac \ud83d\ude00 \\ \" \n '; SELECT 1; --");

      publish(message);

      assertEquals(List.of(message), receive(subscription, 1));
    }

    @Test
    void aBatchArrivesWholeAndInOrder() throws Exception {
      Subscription subscription = subscribe();
      List<String> batch = IntStream.range(0, 1_000).mapToObj(i -> task("n" + i)).toList();

      broker.publish(batch.stream().map(this::outgoing).toList());

      assertEquals(batch, receive(subscription, batch.size()));
    }

    @Test
    void anEmptyBatchDoesNothing() {
      broker.publish(List.of());
    }

    @Test
    void messagesOfEverySizeArriveWholeAndInOrder() throws Exception {
      Subscription subscription = subscribe();
      List<String> messages =
          IntStream.of(0, 900, 1023, 1024, 1025, 7_999, 8_000, 8_001, 100_000)
              .mapToObj(size -> task("\u20ac".repeat(size / 3) + "x".repeat(size % 3)))
              .toList();

      FutureTask<Boolean> publishing =
          inBackground(
              () -> {
                broker.publish(messages.stream().map(this::outgoing).toList());
                return true;
              });

      assertEquals(messages, receive(subscription, messages.size()));
      assertTrue(publishing.get());
    }

    @Test
    void manyPublishersLoseNothingAndEachKeepsItsOrder() throws Exception {
      int publishers = 8;
      int each = 100;
      Subscription subscription = subscribe();
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
        publish(Json.write(Map.of("task", "a.b", "publisher", publisher, "number", number)));
      }
    }

    private Outgoing outgoing(String message) {
      return new Outgoing(channel, message);
    }

    @Test
    void theRequestedChannelWinsOverTheDefault() {
      assertEquals("another", broker.publishChannel("another"));
      assertFalse(broker.publishChannel(null).isBlank());
    }

    @Test
    void aClosedBrokerRefuses() {
      broker.close();

      assertThrows(BrokerException.class, () -> publish(task("late")));
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
    void deliveriesSayWhereTheyCameFromAndTakeTheirOutcome() throws Exception {
      Subscription subscription = subscribe();
      publish(task("x"));

      Delivery delivery = receiveOne(subscription);

      assertFalse(delivery.channel().isBlank());
      delivery.settle(Outcome.DONE);
    }

    @Test
    void deliveriesDontShowTheirPayload() throws Exception {
      Subscription subscription = subscribe();
      publish(task("secret"));

      assertFalse(receiveOne(subscription).toString().contains("secret"));
    }

    @Test
    void receivingEndsEmptyHandedAfterItsTime() throws Exception {
      Subscription subscription = subscribe();
      long start = System.nanoTime();

      assertEquals(List.of(), subscription.receive(A_MOMENT));

      assertTrue(System.nanoTime() - start >= A_MOMENT.toNanos() * 9 / 10);
      assertEquals(List.of(), subscription.receive(Duration.ZERO));
    }

    @Test
    void receivingReturnsAsSoonAsSomethingIsThere() throws Exception {
      Subscription subscription = subscribe();
      FutureTask<List<Delivery>> waiting = inBackground(() -> subscription.receive(SOON));

      publish(task("x"));

      assertEquals(1, assertTimeoutPreemptively(PROMPTLY, () -> waiting.get()).size());
    }

    @Test
    void closingEndsReceivingInAnotherThread() throws Exception {
      Subscription subscription = subscribe();
      FutureTask<List<Delivery>> waiting = inBackground(() -> subscription.receive(SOON));

      subscription.close();

      assertEquals(List.of(), assertTimeoutPreemptively(PROMPTLY, () -> waiting.get()));
      assertEquals(List.of(), subscription.receive(SOON));
      subscription.close();
    }

    @Test
    void closingTheBrokerEndsReceiving() throws Exception {
      Subscription subscription = subscribe();
      FutureTask<List<Delivery>> waiting = inBackground(() -> subscription.receive(SOON));

      broker.close();

      assertEquals(List.of(), assertTimeoutPreemptively(PROMPTLY, () -> waiting.get()));
    }

    @Test
    void anInterruptEndsReceiving() throws Exception {
      Subscription subscription = subscribe();
      FutureTask<List<Delivery>> receiving = new FutureTask<>(() -> subscription.receive(SOON));
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
      subscribe().close();
      Subscription second = subscribe();
      String message = task("second");

      publish(message);

      assertEquals(List.of(message), receive(second, 1));
    }
  }

  @Nested
  class Conversing {
    @Test
    void noTwoConversationsHaveTheSameReplyChannel() {
      subscribe();

      assertNotEquals(converse().replyTo(), converse().replyTo());
    }

    @Test
    void repliesReachWhoeverAsked() throws Exception {
      Subscription subscription = subscribe();
      Conversation first = converse();
      Conversation second = converse();

      send(first, "first");
      send(second, "second");

      answer(subscription, 2);
      assertEquals(List.of(reply("first")), receive(first, 1));
      assertEquals(List.of(reply("second")), receive(second, 1));
    }

    @Test
    void largeRepliesArriveWhole() throws Exception {
      Subscription subscription = subscribe();
      Conversation conversation = converse();
      String large = "\u20ac".repeat(50_000);

      send(conversation, large);

      answer(subscription, 1);
      assertEquals(List.of(reply(large)), receive(conversation, 1));
    }

    @Test
    void severalRepliesToOneCommandArriveInOrder() throws Exception {
      Subscription subscription = subscribe();
      Conversation conversation = converse();
      send(conversation, "x");
      Delivery delivery = receiveOne(subscription);

      delivery.reply(conversation.replyTo(), reply("one"));
      delivery.reply(conversation.replyTo(), reply("two"));

      assertEquals(List.of(reply("one"), reply("two")), receive(conversation, 2));
    }

    @Test
    void aLateReplyNeverReachesTheNextConversation() throws Exception {
      Subscription subscription = subscribe();
      Conversation impatient = converse();
      send(impatient, "first");
      assertEquals(List.of(), impatient.receive(Duration.ZERO));
      Delivery first = receiveOne(subscription);
      impatient.close();
      Conversation next = converse();
      send(next, "second");

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
      subscribe();
      Conversation conversation = converse();

      assertEquals(List.of(), conversation.receive(A_MOMENT));
    }

    @Test
    void aBurstOfTasksAndCommandsIsReceivedWholeWhileReplying() throws Exception {
      int count = 300;
      Subscription subscription = subscribe();
      Conversation conversation = converse();
      FutureTask<Boolean> answering =
          inBackground(
              () -> {
                answer(subscription, 2 * count);
                return true;
              });
      for (int i = 0; i < count; i++) {
        publish(task("burst " + i));
        send(conversation, "command " + i);
      }

      List<String> replies = receive(conversation, count);

      assertEquals(
          IntStream.range(0, count).mapToObj(i -> reply("command " + i)).toList(), replies);
      assertTrue(answering.get());
    }

    private Conversation converse() {
      Conversation conversation = broker.converse();
      opened.add(conversation);
      return conversation;
    }

    private void send(Conversation conversation, String text) {
      ControlMessage command =
          ControlMessage.of("alive", Map.of("text", text), conversation.replyTo());
      conversation.send(new Outgoing(channel, command.toJson()));
    }

    private List<String> receive(Conversation conversation, int count) throws InterruptedException {
      return WholeMessages.collect(count, SOON, conversation::receive);
    }

    private String reply(String text) {
      return Json.write(Map.of("node_id", text));
    }

    /** Plays the service: answers the commands among the next messages with their own text. */
    private void answer(Subscription subscription, int messages) {
      WholeMessages whole = new WholeMessages();
      long start = System.nanoTime();
      int answered = 0;
      while (answered < messages && System.nanoTime() - start < SOON.toNanos()) {
        for (Delivery delivery : receiveSome(subscription)) {
          Map<String, ?> fields =
              whole.add(delivery.payload()).map(BrokerContract::fields).orElse(Map.of());
          if (fields.get("control_data") instanceof Map<?, ?> data) {
            String replyTo = String.valueOf(fields.get("reply_to"));
            delivery.reply(replyTo, reply(String.valueOf(data.get("text"))));
          }
          answered += fields.isEmpty() ? 0 : 1;
        }
      }
      assertEquals(messages, answered);
    }

    private List<Delivery> receiveSome(Subscription subscription) {
      try {
        return subscription.receive(SOON);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private Subscription subscribe() {
    Subscription subscription = broker.subscribe();
    opened.add(subscription);
    return subscription;
  }

  private void publish(String message) {
    broker.publish(List.of(new Outgoing(broker.publishChannel(channel), message)));
  }

  private static String task(String argument) {
    return Json.write(
        Map.of(
            "task", "contract.task",
            "uuid", UUID.randomUUID().toString(),
            "args", List.of(argument)));
  }

  @SuppressWarnings("unchecked") // the suite sends nothing but objects
  private static Map<String, ?> fields(String message) {
    return (Map<String, ?>) Objects.requireNonNull(Json.parse(message));
  }

  private static List<String> receive(Subscription subscription, int count)
      throws InterruptedException {
    return WholeMessages.collect(
        count,
        SOON,
        atMost -> subscription.receive(atMost).stream().map(Delivery::payload).toList());
  }

  private static Delivery receiveOne(Subscription subscription) throws InterruptedException {
    List<Delivery> deliveries = subscription.receive(SOON);
    assertEquals(1, deliveries.size());
    return deliveries.get(0);
  }

  private static <T> FutureTask<T> inBackground(Callable<T> callable) {
    FutureTask<T> task = new FutureTask<>(callable);
    new Thread(task, "beside " + Thread.currentThread().getName()).start();
    return task;
  }
}
