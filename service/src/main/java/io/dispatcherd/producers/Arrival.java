package io.dispatcherd.producers;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A delivery on its way through the service. However often it is acknowledged, its broker is told
 * once; and not at all any more once the delivery is {@linkplain #invalidate void}. Nothing here
 * throws or blocks. Thread-safe.
 */
public final class Arrival implements Acknowledgeable {
  private static final AtomicIntegerFieldUpdater<Arrival> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Arrival.class, "state");
  private static final int OPEN = 0;
  private static final int OVER = 1;

  private final Delivery delivery;
  private final Source source;
  private volatile int state;

  Arrival(Delivery delivery, Source source) {
    this.delivery = delivery;
    this.source = source;
  }

  /** What arrived; to be answered and acknowledged here, not there. */
  public Delivery delivery() {
    return delivery;
  }

  /** The broker that it came from. */
  public Source source() {
    return source;
  }

  /** Whether its broker keeps it until it is acknowledged. */
  public boolean isKept() {
    return source.keepsMessages() && delivery.isKept();
  }

  /**
   * Submits follow-up work of its task to its broker.
   *
   * @return completes when the broker has it; fails if it could not take it
   */
  public CompletionStage<Void> submit(
      TaskMessage message, Optional<String> queue, Optional<Instant> at, boolean isIdentified) {
    try {
      return delivery.submit(
          new Outgoing(source.channelFor(queue), message.toJson(), at, isIdentified));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** What its broker answers to its task about steps. */
  public CompletionStage<StepRequest.Answer> step(StepRequest what) {
    try {
      return delivery.step(what);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Has an answer sent, after those before it. */
  public void reply(String replyTo, String reply) {
    source.reply(delivery, replyTo, reply);
  }

  @Override
  public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
    return STATE.compareAndSet(this, OPEN, OVER)
        ? source.acknowledge(this, acknowledgement)
        : ACKNOWLEDGED;
  }

  /** The broker may offer it again, to anybody: what becomes of it here is nothing to it. */
  void invalidate() {
    if (STATE.compareAndSet(this, OPEN, OVER)) {
      source.over(this);
    }
  }

  /** As the delivery names itself: without the payload, which may be confidential. */
  @Override
  public String toString() {
    return delivery.toString();
  }
}
