package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A message of a queue of tasks that was handed over, until its end is told. */
final class KeptDelivery implements Delivery {
  private final Parcel parcel;
  private final String id;
  private final String payload;
  private final Function<Outgoing, CompletionStage<Void>> followUps;
  private final Teller teller;
  private final AtomicBoolean isAcknowledged = new AtomicBoolean();

  /** Takes note of how a delivery ended. */
  @FunctionalInterface
  interface Teller {
    CompletionStage<Void> tell(KeptDelivery delivery, Acknowledgement how);
  }

  /**
   * @param payload the message, its signature checked and taken off
   */
  KeptDelivery(
      Parcel parcel,
      String id,
      String payload,
      Function<Outgoing, CompletionStage<Void>> followUps,
      Teller teller) {
    this.parcel = parcel;
    this.id = id;
    this.payload = payload;
    this.followUps = followUps;
    this.teller = teller;
  }

  Parcel parcel() {
    return parcel;
  }

  /** The same message once more: it was given back before it had begun. */
  KeptDelivery renewed() {
    return new KeptDelivery(parcel, id, payload, followUps, teller);
  }

  @Override
  public String channel() {
    return parcel.queue();
  }

  @Override
  public String payload() {
    return payload;
  }

  @Override
  public Optional<String> id() {
    return Optional.of(id);
  }

  @Override
  public int attempt() {
    return parcel.attempt();
  }

  @Override
  public Optional<Instant> submittedAt() {
    return parcel.submittedAt();
  }

  @Override
  public Map<String, String> headers() {
    return Headers.shown(parcel.properties());
  }

  @Override
  public CompletionStage<Void> submit(Outgoing followUp) {
    return followUps.apply(followUp);
  }

  @Override
  public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
    return isAcknowledged.compareAndSet(false, true)
        ? teller.tell(this, acknowledgement)
        : ACKNOWLEDGED;
  }

  @Override
  public void reply(String replyTo, String reply) {
    throw new BrokerException("rabbitmq: nobody waits for a reply to a kept message");
  }

  @Override
  public String toString() {
    return parcel.toString();
  }
}
