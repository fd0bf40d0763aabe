package io.dispatcherd.rabbitmq.node;

/**
 * One consumer of a queue: the server sends it messages until so many of them are unacknowledged.
 * Guarded by the {@link Stock} that counts.
 */
final class QueueConsumer {
  private final String queue;
  private final String tag;
  private final int prefetch;

  /** What it was sent and is unacknowledged. */
  int open;

  QueueConsumer(String queue, String tag, int prefetch) {
    this.queue = queue;
    this.tag = tag;
    this.prefetch = prefetch;
  }

  /** As tasks name it. */
  String queue() {
    return queue;
  }

  /** Its name on the channel. */
  String tag() {
    return tag;
  }

  int prefetch() {
    return prefetch;
  }

  /** How many more it may be sent now. */
  int free() {
    return Math.max(0, prefetch - open);
  }
}
