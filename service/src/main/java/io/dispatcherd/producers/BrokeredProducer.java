package io.dispatcherd.producers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerConflictException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
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
 * Delivers what comes over one broker. When the broker's connection breaks it is recycled: closed,
 * and opened again after a while that grows with each failure in a row.
 *
 * <p>One virtual thread receives and decodes, another sends replies in their order: a broker that
 * is slow, or down, delays nobody but itself.
 */
public final class BrokeredProducer implements Producer {
  private static final Logger log = LoggerFactory.getLogger(BrokeredProducer.class);
  private static final Duration WAIT = Duration.ofMinutes(1);

  /** How long {@link #stop} lets an attempt to connect go on. */
  private static final Duration CONNECTING = Duration.ofMillis(500);

  private static final Duration LAST_REPLIES = Duration.ofSeconds(2);

  private final Broker broker;
  private final ProducerStatus status = new ProducerStatus();
  private final AtomicLong recycled = new AtomicLong();
  private final AtomicLong connected = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Subscription> current = new AtomicReference<>();
  private final CompletableFuture<Void> trying = new CompletableFuture<>();
  private final ServiceLimits limits;
  private final ReplyQueue replies;
  private @Nullable Thread receiver;

  /**
   * A producer for this broker, which stays the caller's to close.
   *
   * @param limits the bounds on messages and replies
   * @param hits where it is counted that one was hit
   */
  public BrokeredProducer(Broker broker, ServiceLimits limits, LimitHits hits) {
    this.broker = broker;
    this.limits = limits;
    replies = new ReplyQueue(name(), limits.commands().unsentReplyBytes(), hits);
  }

  @Override
  public String name() {
    return broker.name() + "-producer";
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
    if (subscription != null) {
      subscription.close();
    }
    replies.close();
    try {
      if (receiver != null && !receiver.join(CONNECTING)) {
        // It is connecting to a broker that doesn't answer.
        receiver.interrupt();
        receiver.join();
      }
      replies.awaitSent(LAST_REPLIES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> all = status.asMap();
    all.put("recycle_count", recycled.get());
    all.putAll(broker.status());
    return all;
  }

  @Override
  public Optional<BrokerConnection> connection() {
    return Optional.of(
        new BrokerConnection(
            current.get() != null && !isStopped(),
            Math.max(0, connected.get() - 1),
            broker.queueUsage()));
  }

  private void run(MessageSink sink) {
    RecyclePause pauses = new RecyclePause();
    try {
      while (!isStopped()) {
        try (Subscription subscription = broker.subscribe()) {
          current.set(subscription);
          connected.incrementAndGet();
          pauses.connected();
          log.info("{} is listening", name());
          trying.complete(null);
          receive(subscription, sink);
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
        } finally {
          current.set(null);
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

  private void receive(Subscription subscription, MessageSink sink) throws InterruptedException {
    while (!isStopped()) {
      deliver(subscription.receive(WAIT), sink);
    }
    // What was here already when the subscription was closed is run, or named as lost.
    deliver(subscription.receive(Duration.ZERO), sink);
  }

  private void deliver(List<Delivery> received, MessageSink sink) {
    for (Delivery delivery : received) {
      status.produced();
      deliver(delivery, received.size() == 1, sink);
    }
  }

  private void deliver(Delivery received, boolean isAlone, MessageSink sink) {
    Delivery delivery = new OrderedReplies(received, replies);
    Message message;
    try {
      message = MessageDecoder.decode(delivery.payload(), limits.message());
    } catch (MessageFormatException e) {
      sink.refused(e, delivery);
      return;
    }
    if (isAlone) {
      sink.receivedAlone(message, delivery);
    } else {
      sink.received(message, delivery);
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }
}
