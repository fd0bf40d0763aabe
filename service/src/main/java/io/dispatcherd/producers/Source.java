package io.dispatcherd.producers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.PacedLog;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The service's side of one broker: what it may ask of the broker, how much it wants of it, and the
 * way back for replies and acknowledgements. Thread-safe.
 */
public final class Source {
  private static final Logger log = LoggerFactory.getLogger(Source.class);

  private final String name;
  private final Broker broker;
  private final Set<BrokerCapability> capabilities;
  private final boolean keepsMessages;
  private final ReplyQueue replies;
  private final Credit credit = new Credit();
  private final PacedLog failures = new PacedLog(log, Level.WARN);

  /** What the broker keeps and hasn't been told the end of. */
  private final Set<Arrival> unacknowledged = ConcurrentHashMap.newKeySet();

  /** Acknowledgements that the broker hasn't taken note of yet. */
  private final Map<Arrival, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  /**
   * @param name of the producer, for the log
   * @param maxReplyBytes with more than this unsent, no further reply is taken
   */
  Source(String name, Broker broker, int maxReplyBytes, LimitHits hits) {
    this.name = name;
    this.broker = broker;
    capabilities = Set.copyOf(broker.capabilities());
    keepsMessages = capabilities.contains(BrokerCapability.KEEPS_MESSAGES);
    replies = new ReplyQueue(name, maxReplyBytes, hits);
  }

  /** Whether its broker sees to this by itself. */
  public boolean seesTo(BrokerCapability part) {
    return capabilities.contains(part);
  }

  /** Whether its broker keeps messages until they are acknowledged. */
  public boolean keepsMessages() {
    return keepsMessages;
  }

  /** How much is wanted of it; nobody asks if its broker keeps no messages. */
  public Credit credit() {
    return credit;
  }

  /** How many messages the broker keeps for this service to acknowledge. */
  int unacknowledged() {
    return unacknowledged.size();
  }

  /** How many acknowledgements the broker hasn't taken note of yet. */
  int underWay() {
    return underWay.size();
  }

  Arrival arrived(Delivery delivery) {
    Arrival arrival = new Arrival(delivery, this);
    if (keepsMessages) {
      unacknowledged.add(arrival);
    }
    return arrival;
  }

  void reply(Delivery delivery, String replyTo, String reply) {
    replies.add(delivery, replyTo, reply);
  }

  /** Tells the broker. What goes wrong is the broker's affair: it is logged, and nothing more. */
  @SuppressWarnings("ReferenceEquality") // It is that very stage, or one to wait for.
  CompletionStage<Void> acknowledge(Arrival arrival, Acknowledgement acknowledgement) {
    over(arrival);
    try {
      CompletionStage<Void> stage = arrival.delivery().acknowledge(acknowledgement);
      if (stage != Acknowledgeable.ACKNOWLEDGED) {
        follow(arrival, stage.toCompletableFuture(), acknowledgement);
      }
      return stage;
    } catch (RuntimeException | Error e) {
      failed(acknowledgement, e);
      return CompletableFuture.failedStage(e);
    }
  }

  private void follow(
      Arrival arrival, CompletableFuture<Void> told, Acknowledgement acknowledgement) {
    underWay.put(arrival, told);
    CompletionStage<Void> followed =
        told.whenComplete(
            (nothing, failure) -> {
              underWay.remove(arrival);
              if (failure != null) {
                failed(acknowledgement, failure);
              }
            });
    log.trace("{} is told of {}: {}", name, arrival, followed);
  }

  private void failed(Acknowledgement acknowledgement, Throwable failure) {
    failures.say(
        "%s could not be told that a message is %s, and may offer it again: %s"
            .formatted(name, acknowledgement.outcome(), failure));
    log.debug("An acknowledgement failed", failure);
  }

  /** Nothing is owed to the broker for this any more. */
  void over(Arrival arrival) {
    if (keepsMessages) {
      unacknowledged.remove(arrival);
    }
  }

  /** The subscription is gone: whatever came over it may be offered to others. */
  List<Arrival> invalidateAll() {
    List<Arrival> all = List.copyOf(unacknowledged);
    all.forEach(Arrival::invalidate);
    return all;
  }

  /** What came of this delivery, if it is unacknowledged, is void. */
  List<Arrival> invalidate(Delivery delivery) {
    List<Arrival> all = find(delivery);
    all.forEach(Arrival::invalidate);
    return all;
  }

  /** What came of this delivery and is unacknowledged. */
  List<Arrival> find(Delivery delivery) {
    return unacknowledged.stream().filter(each -> each.delivery().equals(delivery)).toList();
  }

  /** Where follow-up work of what came from here goes: the queue, or the broker's usual one. */
  String channelFor(Optional<String> queue) {
    return broker.publishChannel(queue.orElse(null));
  }

  /** Waits until the broker has taken note of all acknowledgements so far, and no longer. */
  void awaitAcknowledged(Duration atMost) throws InterruptedException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new));
    try {
      all.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      log.debug("Said already: an acknowledgement failed", e);
    } catch (TimeoutException e) {
      log.warn(
          "{} has not taken note of {} ended tasks within {} s, and may offer them again",
          name,
          underWay.size(),
          atMost.toSeconds());
    }
  }

  /** Sends the last replies, and takes no more. */
  void endReplies(Duration atMost) throws InterruptedException {
    replies.close();
    replies.awaitSent(atMost);
  }
}
