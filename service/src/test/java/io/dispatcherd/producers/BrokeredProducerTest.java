package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokeredProducerTest {
  private static final BrokerConnection NOT_LISTENING =
      new BrokerConnection(false, 0, OptionalDouble.of(0.25));

  private final BreakableBroker broker = new BreakableBroker();
  private final BrokeredProducer producer =
      new BrokeredProducer(
          broker, new Subscriber("test", List.of()), ServiceLimits.DEFAULT, new LimitHits());

  @AfterEach
  void stop() {
    producer.stop();
    producer.close();
  }

  @Test
  void aProducerListensFromItsStartToItsStop() {
    assertEquals(Optional.of(NOT_LISTENING), producer.connection());

    producer.start(new DeafSink()).join();
    assertEquals(
        Optional.of(new BrokerConnection(true, 0, OptionalDouble.of(0.25))), producer.connection());

    producer.stop();
    assertEquals(Optional.of(NOT_LISTENING), producer.connection());
  }

  @Test
  void aBrokenConnectionThatIsMadeAgainIsCounted() {
    producer.start(new DeafSink()).join();

    broker.breakConnection();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(
            producer::connection,
            Optional.of(new BrokerConnection(true, 1, OptionalDouble.of(0.25)))::equals);
    assertEquals(1L, producer.status().get("recycle_count"));
  }

  @Test
  void aBrokerThatCannotBeReachedIsTriedAtGrowingIntervals() {
    broker.isDown = true;
    try (CapturedLog log = new CapturedLog()) {
      producer.start(new DeafSink()).join();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> log.lines(Level.WARN).size() >= 3);
      assertEquals(3L, producer.status().get("recycle_count"));
      assertEquals(
          List.of(
              "breakable-producer: down on purpose. Connecting again in 0.25 s.",
              "breakable-producer: down on purpose. Connecting again in 0.5 s.",
              "breakable-producer: down on purpose. Connecting again in 1 s."),
          log.lines(Level.WARN));
    }
  }

  @Test
  void whatHadComeWhenItWasStoppedIsDeliveredBeforeTheStopIsOver() {
    List<Message> delivered = new ArrayList<>();
    broker.leftAtTheEnd = List.of(new Text("a", "{\"task\":\"demo.tick\"}"));
    producer
        .start(
            new DeafSink() {
              @Override
              public void received(Message message, Arrival arrival) {
                delivered.add(message);
              }
            })
        .join();

    producer.stop();

    assertEquals(List.of(TaskMessage.fromJson("{\"task\":\"demo.tick\"}")), delivered);
  }

  /** Delivers nothing but what it is left with, and breaks when it is told to. */
  private static final class BreakableBroker implements Broker {
    private static final String BREAK = "break";
    private static final String CLOSE = "close";

    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private volatile boolean isDown;

    /** What can still be received when nothing more comes. */
    private volatile List<Received> leftAtTheEnd = List.of();

    void breakConnection() {
      orders.add(BREAK);
    }

    @Override
    public String name() {
      return "breakable";
    }

    @Override
    public String publishChannel(@Nullable String requested) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void publish(List<Outgoing> messages) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribe() {
      if (isDown) {
        throw new BrokerException("down on purpose");
      }
      return new Subscription() {
        @Override
        public List<Received> receive(int most, Duration atMost) throws InterruptedException {
          if (atMost.isZero()) {
            return leftAtTheEnd;
          }
          if (orders.take().equals(BREAK)) {
            throw new BrokerException("broken on purpose");
          }
          return List.of();
        }

        @Override
        public void close() {
          // After a break nobody takes this, and the next subscription only receives nothing once.
          orders.add(CLOSE);
        }
      };
    }

    @Override
    public Conversation converse() {
      throw new UnsupportedOperationException();
    }

    @Override
    public OptionalDouble queueUsage() {
      return OptionalDouble.of(0.25);
    }

    @Override
    public void close() {}
  }

  private record Text(String channel, String payload) implements Delivery {
    @Override
    public void reply(String replyTo, String reply) {}

    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      return ACKNOWLEDGED;
    }
  }

  private static class DeafSink implements MessageSink {
    @Override
    public void received(Message message, Arrival arrival) {}

    @Override
    public void refused(
        MessageFormatException problem, Acknowledgement.Rejected why, Arrival arrival) {}

    @Override
    public void submitted(TaskMessage message) {}
  }
}
