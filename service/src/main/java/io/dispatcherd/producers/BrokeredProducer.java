package io.dispatcherd.producers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerConflictException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.DeadLetterBroker;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Rejected;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers messages from one broker. A broken connection is recycled: closed, and opened again
 * after a pause that grows with each failure in a row. Unacknowledged deliveries of the old
 * connection no longer belong to this service.
 *
 * <p>One platform thread receives and decodes, a virtual one sends replies in their order: a slow
 * or dead broker delays only itself.
 */
public final class BrokeredProducer implements Producer {
  private static final Logger log = LoggerFactory.getLogger(BrokeredProducer.class);
  private static final Duration WAIT = Duration.ofMinutes(1);

  /** How long {@link #stop} lets an attempt to connect go on. */
  private static final Duration CONNECTING = Duration.ofMillis(500);

  private static final Duration LAST_REPLIES = Duration.ofSeconds(2);

  /** How long {@link #close} waits for the broker to take note of what has ended. */
  private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofSeconds(10);

  private final Broker broker;
  private final Subscriber subscriber;
  private final ProducerStatus status = new ProducerStatus();
  private final AtomicLong recycled = new AtomicLong();
  private final AtomicLong connected = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Subscription> current = new AtomicReference<>();
  private final CompletableFuture<Void> trying = new CompletableFuture<>();
  private final ServiceLimits limits;
  private final Source source;
  private @Nullable Thread receiver;

  /**
   * A producer for this broker, which stays the caller's to close.
   *
   * @param subscriber the service
   * @param limits the bounds on messages and replies
   * @param hits where it is counted that one was hit
   */
  public BrokeredProducer(
      Broker broker, Subscriber subscriber, ServiceLimits limits, LimitHits hits) {
    this.broker = broker;
    this.subscriber = subscriber;
    this.limits = limits;
    source = new Source(name(), broker, limits.commands().unsentReplyBytes(), hits);
  }

  /** The service's side of its broker. */
  public Source source() {
    return source;
  }

  @Override
  public String name() {
    return broker.name() + "-producer";
  }

  @Override
  public Optional<DeadLetterBroker> keptBy() {
    return broker instanceof DeadLetterBroker keeping ? Optional.of(keeping) : Optional.empty();
  }

  @Override
  public CompletableFuture<Void> start(MessageSink sink) {
    status.started();
    // A virtual thread would be woken by way of two others, with which an idle service is slower.
    receiver = Thread.ofPlatform().daemon().name(name()).start(() -> run(sink));
    return trying;
  }

  @Override
  public void stop() {
    stopped.countDown();
    Subscription subscription = current.get();
    try {
      if (subscription != null) {
        subscription.pause();
      }
    } finally {
      awaitReceiver();
    }
  }

  private void awaitReceiver() {
    try {
      if (receiver != null && !receiver.join(CONNECTING)) {
        // It is connecting to a broker that doesn't answer.
        receiver.interrupt();
        receiver.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      source.awaitAcknowledged(LAST_ACKNOWLEDGEMENTS);
      source.endReplies(LAST_REPLIES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Subscription subscription = current.getAndSet(null);
    if (subscription != null) {
      subscription.close();
    }
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> all = status.asMap();
    all.put("recycle_count", recycled.get());
    if (source.keepsMessages()) {
      all.put("unacknowledged_count", source.unacknowledged());
    }
    all.putAll(broker.status());
    return all;
  }

  @Override
  public Optional<BrokerConnection> connection() {
    return Optional.of(
        new BrokerConnection(
            current.get() != null && !isStopped(),
            Math.max(0, connected.get() - 1),
            broker.queueUsage(),
            broker.blockedBy().isPresent()));
  }

  private void run(MessageSink sink) {
    RecyclePause pauses = new RecyclePause();
    try {
      while (!isStopped()) {
        try {
          listen(pauses, sink);
        } catch (BrokerConflictException e) {
          log.error("{} can't work: {}", name(), e.getMessage());
          trying.completeExceptionally(e);
          return;
        } catch (BrokerException e) {
          if (!isStopped()) {
            trying.complete(null);
            recycled.incrementAndGet();
            log.warn(
                "{}: {}. Connecting again in {}.",
                name(),
                e.getMessage(),
                Amount.seconds(pauses.next()));
            log.debug("{} is recycled", name(), e);
          }
        } catch (RuntimeException e) {
          if (!isStopped()) {
            trying.complete(null);
            recycled.incrementAndGet();
            log.error(
                "{} failed. Connecting again in {}.", name(), Amount.seconds(pauses.next()), e);
          }
        }
        if (stopped.await(pauses.next().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        pauses.over();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      trying.complete(null);
    }
  }

  /** Returns when the producer stops; what it listens on stays open, for acknowledgements. */
  private void listen(RecyclePause pauses, MessageSink sink) throws InterruptedException {
    Subscription subscription = broker.subscribe(subscriber);
    boolean isBroken = true;
    try {
      subscription.onLost(delivery -> sink.lost(source.invalidate(delivery)));
      subscription.onCancel(delivery -> sink.cancelled(source.find(delivery)));
      current.set(subscription);
      connected.incrementAndGet();
      pauses.connected();
      log.info("{} is listening", name());
      trying.complete(null);
      receive(subscription, sink);
      isBroken = false;
    } finally {
      if (isBroken) {
        recycle(subscription, sink);
      }
    }
  }

  private void recycle(Subscription broken, MessageSink sink) {
    current.compareAndSet(broken, null);
    List<Arrival> lost = source.invalidateAll();
    if (!lost.isEmpty()) {
      sink.lost(lost);
    }
    try {
      broken.close();
    } catch (RuntimeException e) {
      log.debug("{}: what was broken can't be closed", name(), e);
    }
  }

  private void receive(Subscription subscription, MessageSink sink) throws InterruptedException {
    while (!isStopped()) {
      receive(subscription, WAIT, sink);
    }
    // What a broker doesn't keep and was here already is run, or named as lost.
    subscription.pause();
    deliver(
        subscription.receive(source.keepsMessages() ? 0 : Subscription.ALL, Duration.ZERO), sink);
  }

  private void receive(Subscription subscription, Duration atMost, MessageSink sink)
      throws InterruptedException {
    if (!source.keepsMessages()) {
      deliver(subscription.receive(Subscription.ALL, atMost), sink);
      return;
    }
    Credit credit = source.credit();
    List<Received> received = subscription.receive(credit.ask(subscription), atMost);
    credit.received((int) received.stream().filter(BrokeredProducer::isKept).count());
    deliver(received, sink);
  }

  private static boolean isKept(Received received) {
    return deliveryOf(received).isKept();
  }

  private static Delivery deliveryOf(Received received) {
    return switch (received) {
      case Delivery delivery -> delivery;
      case Rejected rejected -> rejected.delivery();
    };
  }

  private void deliver(List<Received> all, MessageSink sink) {
    for (Received received : all) {
      status.produced();
      deliver(received, all.size() == 1, sink);
    }
  }

  /** What goes wrong with one concerns no other. */
  private void deliver(Received received, boolean isAlone, MessageSink sink) {
    Arrival arrival = source.arrived(deliveryOf(received));
    if (received instanceof Rejected rejected) {
      sink.refused(rejected.problem(), rejected.why(), arrival);
      return;
    }
    Message message;
    try {
      message = MessageDecoder.decode(arrival.delivery().payload(), limits.message());
    } catch (MessageFormatException e) {
      sink.refused(e, malformed(e), arrival);
      return;
    } catch (RuntimeException e) {
      log.error("{}: {} can't be read", name(), arrival, e);
      MessageFormatException problem = new MessageFormatException("it can't be read: " + e);
      sink.refused(problem, malformed(problem), arrival);
      return;
    }
    if (isAlone) {
      sink.receivedAlone(message, arrival);
    } else {
      sink.received(message, arrival);
    }
  }

  private static Acknowledgement.Rejected malformed(MessageFormatException problem) {
    return new Acknowledgement.Rejected(
        Acknowledgement.Reason.MALFORMED, String.valueOf(problem.getMessage()));
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }
}
