package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReplyQueueTest {
  private final LimitHits hits = new LimitHits();
  private final ReplyQueue queue = new ReplyQueue("slow-producer", 1_000, hits);
  private final StuckDelivery delivery = new StuckDelivery();

  @Test
  void beyondItsBoundRepliesToASlowBrokerAreDroppedAndCountedUntilThereIsRoom() throws Exception {
    for (int i = 0; i < 5; i++) {
      queue.add(delivery, "channel", "x".repeat(300));
    }
    assertEquals(3, hits.count(Limit.UNSENT_REPLY_BYTES), "two of 600 bytes exceed the bound");

    delivery.unstuck.countDown();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> delivery.sent.size(), count -> count == 2);
    queue.add(delivery, "channel", "again");
    queue.close();
    queue.awaitSent(Duration.ofSeconds(30));

    assertEquals("again", delivery.sent.getLast());
  }

  @Test
  void areSentInTheirOrder() throws Exception {
    delivery.unstuck.countDown();
    List.of("1", "2", "3").forEach(reply -> queue.add(delivery, "channel", reply));
    queue.close();
    queue.awaitSent(Duration.ofSeconds(30));

    assertEquals(List.of("1", "2", "3"), delivery.sent);
  }

  /** Its broker takes nothing until it may. */
  private static final class StuckDelivery implements Delivery {
    final CountDownLatch unstuck = new CountDownLatch(1);
    final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public String channel() {
      return "any";
    }

    @Override
    public String payload() {
      return "";
    }

    @Override
    public void reply(String replyTo, String reply) {
      try {
        unstuck.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      sent.add(reply);
    }

    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      return ACKNOWLEDGED;
    }
  }
}
