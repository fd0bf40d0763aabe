package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Delivery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One subscription to a {@link MemoryQueue}, which guards it. */
final class QueueConsumer {
  private final Set<String> channels;

  /** What it has been handed and has not acknowledged. */
  final Map<QueuedJob, QueuedDelivery> held = new LinkedHashMap<>();

  /** What nobody keeps. */
  final List<Delivery> commands = new ArrayList<>();

  volatile Consumer<Delivery> onLost = delivery -> {};
  boolean isWoken;
  boolean isPaused;
  boolean isFrozen;
  boolean isBroken;

  /**
   * @param channels none for all
   */
  QueueConsumer(Set<String> channels) {
    this.channels = channels;
  }

  boolean takes(String channel) {
    return channels.isEmpty() || channels.contains(channel);
  }
}
