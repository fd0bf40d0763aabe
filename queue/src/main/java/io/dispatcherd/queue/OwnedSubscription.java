package io.dispatcherd.queue;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.queue.node.NodeConnections;
import io.dispatcherd.queue.node.QueueSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A subscription with the connections that were opened for it, which end with it. */
record OwnedSubscription(
    QueueSubscription subscription, NodeConnections connections, Set<OwnedSubscription> open)
    implements Subscription {
  @Override
  public List<Received> receive(int most, Duration atMost) throws InterruptedException {
    return subscription.receive(most, atMost);
  }

  @Override
  public void wakeUp() {
    subscription.wakeUp();
  }

  /** There may be jobs: the next look is at once. */
  void look() {
    subscription.look();
  }

  boolean isListening() {
    return subscription.isListening();
  }

  int unwritten() {
    return subscription.unwritten();
  }

  @Override
  public void onLost(Consumer<Delivery> listener) {
    subscription.onLost(listener);
  }

  @Override
  public void onCancel(Consumer<Delivery> listener) {
    subscription.onCancel(listener);
  }

  @Override
  public void pause() {
    subscription.pause();
  }

  @Override
  public void close() {
    if (open.remove(this)) {
      subscription.close();
      connections.close();
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
