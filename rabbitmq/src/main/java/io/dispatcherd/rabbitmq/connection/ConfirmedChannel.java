package io.dispatcherd.rabbitmq.connection;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.messages.Amount;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which each message is confirmed. Sending is for one thread at a time; confirmations
 * come on the thread that reads the connection.
 */
final class ConfirmedChannel {
  /** How many may be under way; the server confirms them in groups. */
  private static final int WINDOW = 2_000;

  private record Sent(Letter letter, Batch batch) {}

  private final String name;
  private final Channel channel;
  private final Semaphore window = new Semaphore(WINDOW);

  /** What isn't confirmed, by its number on this channel. */
  private final ConcurrentNavigableMap<Long, Sent> unconfirmed = new ConcurrentSkipListMap<>();

  /** How many were returned and not yet confirmed, by where they went: a return comes first. */
  private final Map<String, Integer> returned = new ConcurrentHashMap<>();

  private ConfirmedChannel(String name, Channel channel) {
    this.name = name;
    this.channel = channel;
  }

  static ConfirmedChannel open(String name, Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException("the server allows no more channels on a connection");
    }
    ConfirmedChannel confirmed = new ConfirmedChannel(name, channel);
    channel.addConfirmListener(
        (number, isGroup) -> confirmed.heed(number, isGroup, true),
        (number, isGroup) -> confirmed.heed(number, isGroup, false));
    channel.addReturnListener(confirmed::heed);
    channel.addShutdownListener(
        cause ->
            confirmed.failAll(
                new BrokerException(
                    "%s: %s; it is unknown whether what was just sent is stored"
                        .formatted(name, Failures.words(cause)),
                    cause)));
    channel.confirmSelect();
    return confirmed;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  void send(Letter letter, Batch batch, Duration atMost) throws IOException, InterruptedException {
    if (!window.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new BrokerException(
          "%s: the server has confirmed nothing for %s".formatted(name, Amount.seconds(atMost)));
    }
    long number = channel.getNextPublishSeqNo();
    unconfirmed.put(number, new Sent(letter, batch));
    channel.basicPublish(
        letter.exchange(),
        letter.routingKey(),
        letter.isMandatory(),
        letter.properties(),
        letter.body());
  }

  private void heed(long number, boolean isGroup, boolean isStored) {
    if (!isGroup) {
      heed(unconfirmed.remove(number), isStored);
      return;
    }
    Map<Long, Sent> group = unconfirmed.headMap(number, true);
    for (Long each : group.keySet()) {
      heed(unconfirmed.remove(each), isStored);
    }
  }

  private void heed(@Nullable Sent sent, boolean isStored) {
    if (sent == null) {
      return;
    }
    window.release();
    if (!isStored) {
      sent.batch.refused(
          new BrokerException(
              name + ": the server could not store a message, or its queue is full"));
    } else if (sent.letter.isMandatory() && wasReturned(sent.letter)) {
      sent.batch.refused(
          new UnroutableException(
              "%s: there is no queue for %s".formatted(name, sent.letter.routingKey())));
    } else {
      sent.batch.confirmed();
    }
  }

  private void heed(Return returnedOne) {
    returned.merge(key(returnedOne.getExchange(), returnedOne.getRoutingKey()), 1, Integer::sum);
  }

  private boolean wasReturned(Letter letter) {
    if (returned.isEmpty()) {
      return false;
    }
    String key = key(letter.exchange(), letter.routingKey());
    boolean was = returned.containsKey(key);
    returned.computeIfPresent(key, (same, count) -> count > 1 ? count - 1 : null);
    return was;
  }

  private static String key(String exchange, String routingKey) {
    return exchange + '\0' + routingKey;
  }

  private void failAll(BrokerException problem) {
    for (Long number : unconfirmed.keySet()) {
      Sent sent = unconfirmed.remove(number);
      if (sent != null) {
        window.release();
        sent.batch.fail(problem);
      }
    }
  }
}
