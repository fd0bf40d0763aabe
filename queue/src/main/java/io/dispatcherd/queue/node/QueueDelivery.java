package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Completion;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Lease;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.queue.store.ClaimedJob;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A job that the service has taken, until its end is told. */
final class QueueDelivery implements Delivery {
  private final ClaimedJob job;
  private final String payload;
  private final Lease lease;
  private final Ends ends;
  private final Consumer<QueueDelivery> onEnd;
  private final Instant receivedAt = Instant.now();
  private final Errands errands;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /** When the lease is over that this was taken under, once it is in doubt. */
  private volatile @Nullable Instant end;

  /**
   * @param text the message, its signature checked and taken off
   * @param onEnd told when this is acknowledged
   */
  QueueDelivery(
      ClaimedJob job,
      String text,
      Lease lease,
      Ends ends,
      Errands errands,
      Consumer<QueueDelivery> onEnd) {
    this.errands = errands;
    this.job = job;
    this.lease = lease;
    this.ends = ends;
    this.onEnd = onEnd;
    payload = withUuid(text, job.uuid());
  }

  /** The text as it was submitted, with the uuid that was given to it then. */
  private static String withUuid(String message, String uuid) {
    int end = message.lastIndexOf('}');
    if (end < 0 || (message.contains("\"uuid\"") && hasUuid(message, uuid))) {
      return message;
    }
    String before = message.substring(0, end).stripTrailing();
    return before + (before.endsWith("{") ? "" : ", ") + "\"uuid\": \"" + uuid + "\"}";
  }

  /** Arguments may have a field of that name too. What can't be read is refused later. */
  private static boolean hasUuid(String message, String uuid) {
    if (message.contains('"' + uuid + '"')) {
      return true;
    }
    try {
      return Json.parseObject(message).containsKey("uuid");
    } catch (MessageFormatException e) {
      return true;
    }
  }

  ClaimedJob job() {
    return job;
  }

  /** When it was taken, by this machine's clock. */
  Instant receivedAt() {
    return receivedAt;
  }

  @Override
  public String channel() {
    return job.queue();
  }

  @Override
  public String payload() {
    return payload;
  }

  @Override
  public Optional<String> id() {
    return Optional.of(job.uuid());
  }

  @Override
  public int attempt() {
    return job.attempt();
  }

  @Override
  public Optional<Instant> submittedAt() {
    return Optional.of(job.submittedAt());
  }

  @Override
  public Optional<Lease> lease() {
    return Optional.of(
        () -> {
          Instant fixed = end;
          return fixed == null ? lease.until() : fixed;
        });
  }

  /** The lease is in doubt: this run has to end by then, even if the lease is renewed after all. */
  void endsAt(Instant until) {
    end = until;
  }

  /** Somebody cancels it; false if that is known. */
  boolean cancel() {
    return cancelled.compareAndSet(false, true);
  }

  @Override
  public void progress(double part, String text) {
    errands.progress(this, part, text);
  }

  @Override
  public Optional<Completion> completion() {
    return Optional.of(errands.completion(this));
  }

  @Override
  public CompletionStage<StepRequest.Answer> step(StepRequest request) {
    return errands.step(this, request);
  }

  @Override
  public CompletionStage<Void> submit(Outgoing followUp) {
    return errands.submit(this, followUp);
  }

  @Override
  public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
    if (!ended.compareAndSet(false, true)) {
      return ACKNOWLEDGED;
    }
    onEnd.accept(this);
    return ends.add(this, cancelled.get() ? asCancelled(acknowledgement) : acknowledgement);
  }

  /** What would run again doesn't, once somebody has cancelled it. */
  private static Acknowledgement asCancelled(Acknowledgement acknowledgement) {
    return switch (acknowledgement.outcome()) {
      case FAILED, TIMED_OUT, RELEASED, ABANDONED -> new Acknowledgement.Cancelled();
      case DONE, CANCELLED, DISCARDED, REJECTED -> acknowledgement;
    };
  }

  /** Gives it back with its attempt as it was, unless its end has been told. */
  void giveBack() {
    var unused = acknowledge(Acknowledgement.Released.AT_ONCE);
  }

  @Override
  public void reply(String replyTo, String reply) {
    throw new BrokerException("pg_queue: nobody waits for a reply to a kept message");
  }

  @Override
  public String toString() {
    return job.toString();
  }
}
