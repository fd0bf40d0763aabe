package io.dispatcherd.producers;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.testing.brokers.NoopBroker;
import java.util.concurrent.CompletionStage;

/** Arrivals that come from no broker. */
public final class Arrivals {
  private Arrivals() {}

  /** One in whose end nobody takes an interest. */
  public static Arrival silent() {
    return of(Acknowledgeable.NONE);
  }

  /** One whose end is told to this. */
  public static Arrival of(Acknowledgeable told) {
    return new Source("any-producer", new NoopBroker(), 1 << 20, new LimitHits())
        .arrived(new ToldDelivery(told));
  }

  private record ToldDelivery(Acknowledgeable told) implements Delivery {
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
      return told.acknowledge(acknowledgement);
    }
  }
}
