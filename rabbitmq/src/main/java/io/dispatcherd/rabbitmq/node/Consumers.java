package io.dispatcherd.rabbitmq.node;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much the server may send ahead. Demand is a prefetch count of each consumer's own: where more
 * is wanted than the consumers of a queue may still be sent, another one is added. Quorum queues
 * know no other way: a consumer's count can't be changed, and none is shared by a channel.
 */
final class Consumers {
  /** With more than this, one takes the place of all: their messages stay with them. */
  private static final int MOST_OF_A_QUEUE = 8;

  private static final int MOST_PREFETCHED = 65_535;

  /** Of so many that are wanted, a small part may be missing: others come before it is felt. */
  private static final int LARGE = 64;

  private static final int SMALL_PART = 4;

  private static final int MOST_FORMER = 256;

  /** Receives what comes for one consumer. */
  interface Receiver {
    com.rabbitmq.client.Consumer receiver(QueueConsumer consumer);
  }

  private final Channel channel;
  private final Stock stock;
  private final Receiver receiver;

  /** Guards all that follows, and keeps calls on the channel apart. */
  private final ReentrantLock lock = new ReentrantLock();

  /** By their queues as the server names them. */
  private final Map<String, List<QueueConsumer>> active = new LinkedHashMap<>();

  private final Map<String, String> queues;

  /**
   * Those cancelled last, by their tags: the server may have sent them something meanwhile. Read
   * without the lock.
   */
  private final Map<String, QueueConsumer> former = new ConcurrentHashMap<>();

  /** Their tags, the oldest first. */
  private final Deque<String> formerTags = new ArrayDeque<>();

  private boolean ended;

  /**
   * @param queues as the server names them, each with the name that tasks use
   */
  Consumers(Channel channel, Stock stock, Map<String, String> queues, Receiver receiver) {
    this.channel = channel;
    this.stock = stock;
    this.queues = new LinkedHashMap<>(queues);
    this.receiver = receiver;
    queues.keySet().forEach(queue -> active.put(queue, new ArrayList<>()));
  }

  /**
   * Sees to it that so many messages may come.
   *
   * @return how many of those that wait in the queues now come at once; 0 if nothing has changed
   */
  int want(int most) throws IOException {
    lock.lock();
    try {
      int coming = 0;
      if (!ended && most > 0) {
        for (Map.Entry<String, List<QueueConsumer>> each : active.entrySet()) {
          coming += want(most, each.getKey(), each.getValue());
        }
      }
      return coming;
    } finally {
      lock.unlock();
    }
  }

  private int want(int most, String queue, List<QueueConsumer> consumers) throws IOException {
    int wanted = Math.min(most, MOST_PREFETCHED) - stock.waiting();
    int missing = wanted - stock.free(consumers);
    if (missing <= 0 || (wanted >= LARGE && missing < wanted / SMALL_PART)) {
      return 0;
    }
    if (consumers.size() >= MOST_OF_A_QUEUE) {
      cancel(consumers);
      missing = wanted;
    }
    long there = channel.messageCount(queue);
    String named = queues.get(queue);
    QueueConsumer added =
        new QueueConsumer(named == null ? queue : named, UUID.randomUUID().toString(), missing);
    channel.basicQos(missing);
    channel.basicConsume(queue, false, added.tag(), receiver.receiver(added));
    consumers.add(added);
    return (int) Math.min(there, missing);
  }

  /** Nothing more comes, until something is wanted. */
  void suspend() throws IOException {
    lock.lock();
    try {
      for (List<QueueConsumer> consumers : active.values()) {
        cancel(consumers);
      }
    } finally {
      lock.unlock();
    }
  }

  private void cancel(List<QueueConsumer> consumers) throws IOException {
    if (consumers.isEmpty()) {
      return;
    }
    for (QueueConsumer each : consumers) {
      former.put(each.tag(), each);
      formerTags.add(each.tag());
      channel.basicCancel(each.tag());
    }
    consumers.clear();
    // What the server has sent behind its answers comes before the one to this.
    channel.basicQos(1);
    while (formerTags.size() > MOST_FORMER) {
      former.remove(formerTags.remove());
    }
  }

  /** Any thread: the consumer with this tag that was cancelled; null if it isn't known any more. */
  @Nullable QueueConsumer former(String tag) {
    return former.get(tag);
  }

  /** Nothing more comes. */
  void end() throws IOException {
    lock.lock();
    try {
      ended = true;
      suspend();
    } finally {
      lock.unlock();
    }
  }
}
