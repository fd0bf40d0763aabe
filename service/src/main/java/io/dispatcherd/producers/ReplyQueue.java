package io.dispatcherd.producers;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.PacedLog;
import io.dispatcherd.threads.VirtualThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Replies on their way to one broker: sent one after the other by a virtual thread, so that a slow
 * broker delays only itself, and bounded, so that a stuck broker costs limited memory. Any thread
 * may add to it.
 */
final class ReplyQueue {
  private static final Logger log = LoggerFactory.getLogger(ReplyQueue.class);

  private final String producer;
  private final int maxBytes;
  private final LimitHits hits;
  private final PacedLog failures = new PacedLog(log, Level.WARN);
  private final AtomicLong unsentBytes = new AtomicLong();
  private final ExecutorService sender;

  /**
   * @param producer whose replies they are
   * @param maxBytes with more than this unsent, no further one is taken
   */
  ReplyQueue(String producer, int maxBytes, LimitHits hits) {
    this.producer = producer;
    this.maxBytes = maxBytes;
    this.hits = hits;
    sender = Executors.newSingleThreadExecutor(VirtualThreads.named(producer + "-replies"));
  }

  /** Queues a reply, or drops it. Never blocks. */
  void add(Delivery delivery, String replyTo, String reply) {
    if (unsentBytes.get() > maxBytes) {
      hits.hit(
          Limit.UNSENT_REPLY_BYTES,
          "%s can't send as fast as is asked; dropped a reply to %s".formatted(producer, replyTo));
      return;
    }
    long bytes = (long) Character.BYTES * reply.length();
    unsentBytes.addAndGet(bytes);
    try {
      sender.execute(
          () -> {
            try {
              send(delivery, replyTo, reply);
            } finally {
              unsentBytes.addAndGet(-bytes);
            }
          });
    } catch (RejectedExecutionException e) {
      unsentBytes.addAndGet(-bytes);
      log.debug("Too late to reply to {}: the producer has stopped", replyTo);
    }
  }

  /** Takes no more. */
  void close() {
    sender.shutdown();
  }

  /** Waits for the last ones to be sent, and gives up those that aren't by then. */
  void awaitSent(Duration atMost) throws InterruptedException {
    if (!sender.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("{}: gave up on replies that could not be sent", producer);
      sender.shutdownNow();
    }
  }

  private void send(Delivery delivery, String replyTo, String reply) {
    try {
      delivery.reply(replyTo, reply);
    } catch (BrokerException e) {
      failures.say("Can't reply to %s: %s".formatted(replyTo, e.getMessage()));
    } catch (RuntimeException | Error e) {
      failures.say("Can't reply to %s, the broker failed: %s".formatted(replyTo, e));
      log.debug("A reply failed", e);
    }
  }
}
