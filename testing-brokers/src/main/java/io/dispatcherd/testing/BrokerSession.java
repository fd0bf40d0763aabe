package io.dispatcherd.testing;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** One test's dealings with a broker, in the roles of publisher, service and control client. */
final class BrokerSession {
  /** How long to wait for what must come. */
  static final Duration SOON = Duration.ofSeconds(20);

  private final Broker broker;
  private final String channel;
  private final List<AutoCloseable> opened = Collections.synchronizedList(new ArrayList<>());

  BrokerSession(Broker broker, String channel) {
    this.broker = broker;
    this.channel = channel;
  }

  Subscription subscribe() {
    Subscription subscription = broker.subscribe();
    opened.add(subscription);
    return subscription;
  }

  Conversation converse() {
    Conversation conversation = broker.converse();
    opened.add(conversation);
    return conversation;
  }

  void publish(String message) {
    broker.publish(List.of(new Outgoing(broker.publishChannel(channel), message)));
  }

  /** A broker may hold a publisher back until somebody receives. */
  FutureTask<Boolean> publishInBackground(List<String> messages) {
    List<Outgoing> batch =
        messages.stream().map(message -> new Outgoing(channel, message)).toList();
    return inBackground(
        () -> {
          broker.publish(batch);
          return true;
        });
  }

  /** Sends a command that asks for this text. */
  void ask(Conversation conversation, String text) {
    ControlMessage command =
        ControlMessage.of("alive", Map.of("text", text), conversation.replyTo());
    conversation.send(new Outgoing(channel, command.toJson()));
  }

  /**
   * Plays the service: takes this many messages and answers the commands among them with the text
   * that they ask for.
   */
  static void answer(Subscription subscription, int messages) throws InterruptedException {
    WholeMessages whole = new WholeMessages();
    long start = System.nanoTime();
    int taken = 0;
    while (taken < messages) {
      if (System.nanoTime() - start > SOON.toNanos()) {
        throw new AssertionError(taken + " of " + messages + " messages came in " + SOON);
      }
      for (Delivery delivery : Deliveries.all(subscription, SOON)) {
        Map<String, ?> fields =
            whole.add(delivery.payload()).map(BrokerSession::fields).orElse(Map.of());
        if (fields.get("control_data") instanceof Map<?, ?> data) {
          String replyTo = String.valueOf(fields.get("reply_to"));
          delivery.reply(replyTo, reply(String.valueOf(data.get("text"))));
        }
        taken += fields.isEmpty() ? 0 : 1;
      }
    }
  }

  static FutureTask<Boolean> answerInBackground(Subscription subscription, int messages) {
    return inBackground(
        () -> {
          answer(subscription, messages);
          return true;
        });
  }

  static List<String> receive(Subscription subscription, int count) throws InterruptedException {
    return WholeMessages.collect(
        count,
        SOON,
        atMost -> Deliveries.all(subscription, atMost).stream().map(Delivery::payload).toList());
  }

  static List<String> receive(Conversation conversation, int count) throws InterruptedException {
    return WholeMessages.collect(count, SOON, conversation::receive);
  }

  static Delivery receiveOne(Subscription subscription) throws InterruptedException {
    List<Delivery> deliveries = Deliveries.all(subscription, SOON);
    if (deliveries.size() != 1) {
      throw new AssertionError("expected one delivery, got " + deliveries);
    }
    return deliveries.get(0);
  }

  /** A task message of its own, with this argument. */
  static String task(String argument) {
    return Json.write(
        Map.of(
            "task", "contract.task",
            "uuid", UUID.randomUUID().toString(),
            "args", List.of(argument)));
  }

  /** What the service answers to a command that asks for this text. */
  static String reply(String text) {
    return Json.write(Map.of("node_id", text));
  }

  @SuppressWarnings("unchecked") // nothing but objects is sent
  static Map<String, ?> fields(String message) {
    return (Map<String, ?>) Objects.requireNonNull(Json.parse(message));
  }

  static <T> FutureTask<T> inBackground(Callable<T> callable) {
    FutureTask<T> task = new FutureTask<>(callable);
    new Thread(task, "beside " + Thread.currentThread().getName()).start();
    return task;
  }

  /** Closes what was opened, and the broker. */
  void end() throws Exception {
    for (AutoCloseable each : List.copyOf(opened)) {
      each.close();
    }
    broker.close();
  }
}
