package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.testing.brokers.MemoryQueueBroker;
import io.dispatcherd.threads.Race;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads that acknowledge the same delivery, or take it back. */
class ArrivalRaceTest {
  @Test
  void ofTwoWhoAcknowledgeTheBrokerHearsOne() {
    Race.run(
        Arrived::new,
        Arrived::acknowledge,
        Arrived::acknowledge,
        shared -> {
          assertEquals(1, shared.told.times.get());
          assertEquals(0, shared.source.unacknowledged());
        });
  }

  @Test
  void aBrokerWhoseConnectionIsGoneIsToldAtMostOnceAndNothingIsLeftOver() {
    Race.run(
        Arrived::new,
        Arrived::acknowledge,
        shared -> {
          shared.source.invalidateAll();
          shared.acknowledge();
        },
        shared -> {
          assertTrue(shared.told.times.get() <= 1, "told twice");
          assertEquals(0, shared.source.unacknowledged());
        });
  }

  @Test
  void whatTheBrokerHasTakenNoteOfIsNotWaitedForHoweverSoonItDoes() {
    Race.run(
        Arrived::new,
        Arrived::acknowledge,
        shared -> shared.told.noted.complete(null),
        shared -> assertEquals(0, shared.source.underWay()));
  }

  private static final class Arrived {
    private static final Broker BROKER = new MemoryQueueBroker("any");

    private final Source source = new Source("any-producer", BROKER, 1 << 20, new LimitHits());
    private final Told told = new Told();
    private final Arrival arrival = source.arrived(told);

    Arrived() {
      assertTrue(BROKER.capabilities().contains(BrokerCapability.KEEPS_MESSAGES));
    }

    void acknowledge() {
      var unused = arrival.acknowledge(Acknowledgement.Released.AT_ONCE);
    }
  }

  /** Counts how often its broker is told of its end. */
  private static final class Told implements Delivery {
    private final AtomicInteger times = new AtomicInteger();
    private final CompletableFuture<Void> noted = new CompletableFuture<>();

    @Override
    public String channel() {
      return "any";
    }

    @Override
    public String payload() {
      return "";
    }

    @Override
    public void reply(String replyTo, String reply) {}

    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      times.incrementAndGet();
      return noted;
    }
  }
}
