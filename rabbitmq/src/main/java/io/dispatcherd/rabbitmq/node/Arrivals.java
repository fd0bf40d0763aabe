package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Rejected;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a message that has come: it is handed over, or goes on at once. What our
 * brokers sent was checked by them; what other clients sent is looked at here.
 */
final class Arrivals {
  /** Takes what isn't handed over. */
  @FunctionalInterface
  interface Sender {
    CompletionStage<Void> send(Parcel parcel, Next next);
  }

  private final Signing signing;
  private final Rules rules;
  private final Endings endings;
  private final Function<Outgoing, CompletionStage<Void>> followUps;
  private final KeptDelivery.Teller teller;

  Arrivals(
      Signing signing,
      Rules rules,
      Endings endings,
      Function<Outgoing, CompletionStage<Void>> followUps,
      KeptDelivery.Teller teller) {
    this.signing = signing;
    this.rules = rules;
    this.endings = endings;
    this.followUps = followUps;
    this.teller = teller;
  }

  /** What is handed over; null if it isn't, and what becomes of it was told to the sender. */
  @Nullable Received received(Parcel parcel, Sender sender) {
    if (!parcel.rest().isZero()) {
      var unused = sender.send(parcel, new Next.Again(parcel.attempt(), parcel.rest()));
      return null;
    }
    Received received =
        signing.checkKept(parcel.queue(), parcel.text(), (channel, text) -> delivery(parcel, text));
    if (!(received instanceof KeptDelivery delivery)) {
      return received;
    }
    if (endings.isUsedUp(parcel, delivery.payload())) {
      int lost = parcel.attempt() - 1;
      var unused =
          sender.send(parcel, new Next.Dead(lost, "%d services were lost with it".formatted(lost)));
      return null;
    }
    return parcel.isOurs() ? delivery : ofOthers(parcel, delivery, sender);
  }

  private KeptDelivery delivery(Parcel parcel, String text) {
    String other = String.valueOf(parcel.properties().getMessageId());
    Identity identity = text.isEmpty() ? new Identity(other, text) : Identity.of(text, other);
    return new KeptDelivery(parcel, identity.uuid(), identity.text(), followUps, teller);
  }

  private @Nullable Received ofOthers(Parcel parcel, KeptDelivery delivery, Sender sender) {
    Optional<String> problem = rules.problemWith(delivery.payload());
    if (problem.isPresent()) {
      return refused(parcel, delivery, problem.get());
    }
    Duration delay = delay(delivery.payload());
    if (delay.isZero()) {
      return delivery;
    }
    var unused = sender.send(parcel, new Next.Again(parcel.attempt(), delay));
    return null;
  }

  private Rejected refused(Parcel parcel, KeptDelivery delivery, String problem) {
    Delivery empty = new KeptDelivery(parcel, delivery.id().orElse(""), "", followUps, teller);
    return new Rejected(
        empty,
        new Acknowledgement.Rejected(Acknowledgement.Reason.MALFORMED, problem),
        new MessageFormatException(problem));
  }

  /**
   * How long a message is to be delayed that says so itself; {@link BrokerCapability#DELAYS} has
   * services take no notice of it.
   */
  private static Duration delay(String text) {
    if (!text.contains("\"delay\"")) {
      return Duration.ZERO;
    }
    try {
      return TaskMessage.fromJson(text)
          .delay()
          .filter(delay -> !delay.isNegative())
          .orElse(Duration.ZERO);
    } catch (MessageFormatException e) {
      return Duration.ZERO;
    }
  }
}
