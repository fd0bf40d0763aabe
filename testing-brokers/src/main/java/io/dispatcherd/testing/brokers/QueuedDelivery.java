package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Lease;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One handing over of a message. */
final class QueuedDelivery implements Delivery {
  private final MemoryQueue queue;
  private final Outgoing message;
  private final @Nullable QueuedJob job;
  private final @Nullable QueueConsumer consumer;
  private final int attempt;
  private final AtomicBoolean isAcknowledged = new AtomicBoolean();

  /** Of a message that the queue doesn't keep. */
  QueuedDelivery(MemoryQueue queue, Outgoing message) {
    this.queue = queue;
    this.message = message;
    job = null;
    consumer = null;
    attempt = 1;
  }

  QueuedDelivery(MemoryQueue queue, QueuedJob job, QueueConsumer consumer) {
    this.queue = queue;
    this.message = job.message();
    this.job = job;
    this.consumer = consumer;
    attempt = job.attempt;
  }

  @Override
  public Optional<String> id() {
    return Optional.ofNullable(job).map(known -> Long.toString(known.number()));
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Optional<Instant> submittedAt() {
    return Optional.ofNullable(job).map(QueuedJob::submittedAt);
  }

  @Override
  public Optional<Lease> lease() {
    return Optional.ofNullable(job).map(known -> () -> queue.leasedUntil(known));
  }

  @Override
  public String channel() {
    return message.channel();
  }

  @Override
  public String payload() {
    return message.payload();
  }

  @Override
  public void reply(String replyTo, String reply) {
    queue.reply(replyTo, reply);
  }

  @Override
  public CompletionStage<Void> acknowledge(Acknowledgement how) {
    if (!isAcknowledged.compareAndSet(false, true)) {
      throw new IllegalStateException("a delivery was acknowledged twice: " + this);
    }
    if (job != null && consumer != null) {
      queue.acknowledge(consumer, job, this, how);
    }
    return ACKNOWLEDGED;
  }

  /** The channel and the size only: the payload may be confidential. */
  @Override
  public String toString() {
    return message.toString();
  }
}
