package io.dispatcherd.testing;

import static io.dispatcherd.testing.BrokerSession.SOON;
import static io.dispatcherd.testing.BrokerSession.inBackground;
import static io.dispatcherd.testing.BrokerSession.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every broker that {@linkplain BrokerCapability#KEEPS_MESSAGES keeps messages} promises
 * beside {@link BrokerContract}, as a suite to be run against it.
 *
 * <p>Two services share the broker's queue: each has a broker object of its own.
 */
public abstract class KeepingBrokerContract {
  private static final Duration A_MOMENT = Duration.ofMillis(50);
  private static final Acknowledgement DONE = Acknowledgement.Done.WITHOUT_RESULT;

  private final String channel = "keeping_" + UUID.randomUUID().toString().replace('-', '_');
  private final List<AutoCloseable> opened = new ArrayList<>();

  private Broker broker;

  /** For subclasses. */
  @SuppressWarnings({"NullAway.Init", "initialization"}) // JUnit calls openBroker first
  protected KeepingBrokerContract() {}

  /**
   * Opens a broker whose subscriptions listen on this channel only. All brokers of one channel
   * share its messages. The suite closes it.
   *
   * @param channel random, fit for PostgreSQL
   */
  protected abstract Broker open(String channel) throws Exception;

  /** Subscribes as a service that can run the tasks of this suite: {@code contract.task}. */
  protected Subscription subscribe(Broker holder) {
    return holder.subscribe(
        new Subscriber(
            "contract", List.of(new DeclaredTask("contract.task", List.of(), Map.of()))));
  }

  /**
   * Has the leases of all that this broker has handed over run out, as if its service were stopped,
   * and returns when the broker has noticed. Returns false if its deliveries have no leases.
   */
  protected abstract boolean runOutLeases(Broker holder) throws Exception;

  @BeforeEach
  final void openBroker() throws Exception {
    broker = another();
  }

  private Broker another() throws Exception {
    Broker next = open(channel);
    opened.add(next);
    return next;
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private void publish(String... messages) {
    broker.publish(Stream.of(messages).map(message -> new Outgoing(channel, message)).toList());
  }

  private static Delivery one(Subscription subscription) throws InterruptedException {
    List<Delivery> deliveries = Deliveries.upTo(1, subscription, SOON);
    assertEquals(1, deliveries.size());
    return deliveries.get(0);
  }

  private static List<String> payloads(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::payload).toList();
  }

  private static void tell(Delivery delivery, Acknowledgement acknowledgement) {
    delivery.acknowledge(acknowledgement).toCompletableFuture().join();
  }

  @Test
  void saysThatItKeepsMessages() throws Exception {
    Subscription subscription = subscribe(broker);
    publish(task("x"));

    Delivery delivery = one(subscription);

    assertTrue(broker.capabilities().contains(BrokerCapability.KEEPS_MESSAGES));
    assertTrue(delivery.isKept());
    assertEquals(1, delivery.attempt());
    assertFalse(delivery.id().orElseThrow().isBlank());
    assertTrue(delivery.submittedAt().isPresent());
  }

  @Test
  void whatIsPublishedWhileNobodyListensWaits() throws Exception {
    String message = task("early");
    publish(message);

    assertEquals(message, one(subscribe(broker)).payload());
  }

  @Test
  void handsOverNoMoreThanItIsAskedFor() throws Exception {
    publish(IntStream.range(0, 10).mapToObj(i -> task("n" + i)).toArray(String[]::new));
    Subscription subscription = subscribe(broker);

    assertEquals(3, Deliveries.upTo(3, subscription, SOON).size());
    assertEquals(List.of(), Deliveries.upTo(0, subscription, A_MOMENT));
    assertEquals(7, Deliveries.upTo(100, subscription, SOON).size());
  }

  @Test
  void whoWaitsForNothingCanBeWoken() throws Exception {
    publish(task("x"));
    Subscription subscription = subscribe(broker);
    FutureTask<List<Received>> waiting = inBackground(() -> subscription.receive(0, SOON));

    subscription.wakeUp();

    assertEquals(List.of(), assertTimeoutPreemptively(SOON.dividedBy(2), () -> waiting.get()));
    subscription.wakeUp();
    FutureTask<List<Received>> next = inBackground(() -> subscription.receive(0, SOON));
    assertEquals(List.of(), assertTimeoutPreemptively(SOON.dividedBy(2), () -> next.get()));
  }

  @Test
  void whatIsAcknowledgedIsGone() throws Exception {
    publish(task("x"));
    try (Subscription subscription = subscribe(broker)) {
      tell(one(subscription), DONE);
    }

    assertEquals(List.of(), Deliveries.all(subscribe(broker), A_MOMENT));
  }

  @Test
  void whatIsNotAcknowledgedComesAgainWithItsNextAttempt() throws Exception {
    String message = task("x");
    publish(message);
    try (Subscription subscription = subscribe(broker)) {
      one(subscription);
    }

    Delivery again = one(subscribe(broker));

    assertEquals(message, again.payload());
    assertEquals(2, again.attempt());
  }

  @Test
  void whatFailedOrRanOutOfTimeOrLostItsWorkerIsTriedAgain() throws Exception {
    publish(task("x"));
    Subscription subscription = subscribe(broker);
    Optional<Duration> atOnce = Optional.of(Duration.ZERO);

    tell(one(subscription), new Acknowledgement.Failed("it threw", true, atOnce));
    Delivery second = one(subscription);
    tell(second, new Acknowledgement.TimedOut());
    Delivery third = one(subscription);
    tell(third, new Acknowledgement.Abandoned("killed"));

    assertEquals(List.of(2, 3), List.of(second.attempt(), third.attempt()));
    assertEquals(4, one(subscription).attempt());
  }

  @Test
  void whatIsNotToBeTriedAgainIsGone() throws Exception {
    List<Acknowledgement> endings =
        List.of(
            new Acknowledgement.Failed("for good", false, Optional.empty()),
            new Acknowledgement.Cancelled(),
            new Acknowledgement.Discarded(),
            new Acknowledgement.Rejected(Acknowledgement.Reason.MALFORMED, "no message"),
            new Acknowledgement.Rejected(Acknowledgement.Reason.UNVERIFIED, "not signed"));
    Subscription subscription = subscribe(broker);
    for (Acknowledgement ending : endings) {
      publish(task("x"));
      tell(one(subscription), ending);
    }

    assertEquals(List.of(), Deliveries.all(subscription, A_MOMENT));
  }

  @Test
  void whatIsReleasedKeepsItsAttemptAndComesBeforeWhatIsYounger() throws Exception {
    String first = task("first");
    String second = task("second");
    publish(first, second);
    Subscription subscription = subscribe(broker);

    tell(one(subscription), Acknowledgement.Released.AT_ONCE);
    List<Delivery> again = Deliveries.upTo(2, subscription, SOON);

    assertEquals(List.of(first, second), payloads(again));
    assertEquals(1, again.get(0).attempt());
  }

  @Test
  void whatIsToWaitLetsTheOthersPass() throws Exception {
    String first = task("first");
    String second = task("second");
    publish(first, second);
    Subscription subscription = subscribe(broker);

    tell(one(subscription), new Acknowledgement.Released(Duration.ofHours(1)));

    assertEquals(List.of(second), payloads(Deliveries.upTo(2, subscription, SOON)));
    assertEquals(List.of(), Deliveries.all(subscription, A_MOMENT));
  }

  @Test
  void twoConsumersShareAndNothingComesToBoth() throws Exception {
    List<String> messages = IntStream.range(0, 20).mapToObj(i -> task("n" + i)).toList();
    Subscription first = subscribe(broker);
    Subscription second = subscribe(another());
    publish(messages.toArray(String[]::new));

    List<String> received = new ArrayList<>();
    received.addAll(payloads(Deliveries.upTo(7, first, SOON)));
    received.addAll(payloads(Deliveries.upTo(100, second, SOON)));

    assertEquals(messages.stream().sorted().toList(), received.stream().sorted().toList());
    assertEquals(List.of(), Deliveries.all(first, A_MOMENT));
  }

  @Test
  void aPausedOneTakesNothingMoreAndKeepsWhatItHas() throws Exception {
    String second = task("second");
    publish(task("first"), second);
    Subscription paused = subscribe(broker);
    Delivery held = one(paused);

    paused.pause();

    assertEquals(List.of(), Deliveries.all(paused, A_MOMENT));
    Subscription other = subscribe(another());
    assertEquals(List.of(second), payloads(Deliveries.upTo(100, other, SOON)));
    tell(held, DONE);
    paused.close();
    assertEquals(List.of(), Deliveries.all(other, A_MOMENT));
  }

  @Test
  void anAcknowledgementOfAClosedSubscriptionIsVoid() throws Exception {
    publish(task("x"));
    Subscription old = subscribe(broker);
    Delivery held = one(old);
    old.close();
    Subscription next = subscribe(broker);
    Delivery again = one(next);

    tell(held, DONE);
    tell(again, Acknowledgement.Released.AT_ONCE);

    assertEquals(again.id(), one(next).id());
  }

  @Test
  void whatALeaseRanOutOfGoesToAnotherAndTheFirstIsTold() throws Exception {
    List<Delivery> lost = new CopyOnWriteArrayList<>();
    Subscription frozen = subscribe(broker);
    frozen.onLost(lost::add);
    publish(task("x"));
    Delivery held = one(frozen);
    Subscription other = subscribe(another());
    if (!runOutLeases(broker)) {
      return;
    }
    assertTrue(held.lease().isPresent());

    Delivery again = one(other);
    tell(held, DONE);

    assertEquals(List.of(held), lost);
    assertEquals(2, again.attempt());
    tell(again, Acknowledgement.Released.AT_ONCE);
    assertEquals(held.payload(), one(other).payload());
  }

  @Test
  void anOwnersLeaseIsRenewedUntilItAcknowledges() throws Exception {
    publish(task("x"));
    Subscription owner = subscribe(broker);
    Delivery held = one(owner);
    Broker stopped = another();
    if (!runOutLeases(stopped)) {
      return;
    }

    assertEquals(List.of(), Deliveries.all(subscribe(stopped), A_MOMENT));
    tell(held, DONE);
  }
}
