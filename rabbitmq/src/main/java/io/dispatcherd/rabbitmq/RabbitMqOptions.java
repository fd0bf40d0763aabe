package io.dispatcherd.rabbitmq;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.rabbitmq.node.NodeOptions;
import io.dispatcherd.rabbitmq.topology.Names;
import io.dispatcherd.rabbitmq.topology.TopologyOptions;
import java.time.Duration;
import java.util.List;

/**
 * How a {@link RabbitMqBroker} works. Immutable: each method returns changed options.
 *
 * @param topology what the exchanges and queues are like
 * @param node how a service takes part
 * @param defaultQueue where a task waits that names no queue
 * @param maxMessageBytes the largest message that is sent
 * @param confirmTimeout how long the server may take to store a message
 * @param results whether services tell this program how the tasks ended that it submits
 */
public record RabbitMqOptions(
    TopologyOptions topology,
    NodeOptions node,
    String defaultQueue,
    int maxMessageBytes,
    Duration confirmTimeout,
    boolean results) {
  static final String DEFAULT_QUEUE = "default";
  static final Duration KEEP_DEAD = Duration.ofDays(30);
  static final Duration CONSUMER_TIMEOUT = Duration.ofDays(1);
  static final Retries RETRIES = new Retries(20, Duration.ofSeconds(1), Duration.ofHours(1));
  static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);
  static final int MAX_MESSAGE_BYTES = 1 << 24;

  /**
   * The defaults: the prefix {@code dispatcherd}, all declared, the queue {@code default}, 20
   * attempts with pauses from 1 s to 1 h, dead letters for 30 days, a day for each task, messages
   * up to 16 MiB, confirmed within 30 s, no results.
   */
  public static RabbitMqOptions defaults() {
    return new RabbitMqOptions(
        new TopologyOptions(new Names(Names.DEFAULT_PREFIX), true, KEEP_DEAD, CONSUMER_TIMEOUT),
        new NodeOptions(List.of(DEFAULT_QUEUE), RETRIES),
        DEFAULT_QUEUE,
        MAX_MESSAGE_BYTES,
        CONFIRM_TIMEOUT,
        false);
  }

  /** With names that begin so. */
  public RabbitMqOptions prefix(String prefix) {
    return with(
        new TopologyOptions(
            new Names(prefix),
            topology.declares(),
            topology.keepDead(),
            topology.consumerTimeout()));
  }

  /** With exchanges and queues that are declared, or have to be there. */
  public RabbitMqOptions declares(boolean wanted) {
    return with(
        new TopologyOptions(
            topology.names(), wanted, topology.keepDead(), topology.consumerTimeout()));
  }

  /** With a service that works on these queues. */
  public RabbitMqOptions queues(String... queues) {
    return with(new NodeOptions(List.of(queues), node.retries()));
  }

  /** With so many attempts, and such pauses between them. */
  public RabbitMqOptions retries(Retries retries) {
    return with(new NodeOptions(node.queues(), retries));
  }

  /** With messages up to this size. */
  public RabbitMqOptions maxMessageBytes(int most) {
    return new RabbitMqOptions(topology, node, defaultQueue, most, confirmTimeout, results);
  }

  /** With results of the tasks that are submitted, or without. */
  public RabbitMqOptions results(boolean wanted) {
    return new RabbitMqOptions(
        topology, node, defaultQueue, maxMessageBytes, confirmTimeout, wanted);
  }

  /** With a server that may take so long to store a message. */
  public RabbitMqOptions confirmTimeout(Duration most) {
    return new RabbitMqOptions(topology, node, defaultQueue, maxMessageBytes, most, results);
  }

  private RabbitMqOptions with(TopologyOptions changed) {
    return new RabbitMqOptions(
        changed, node, defaultQueue, maxMessageBytes, confirmTimeout, results);
  }

  private RabbitMqOptions with(NodeOptions changed) {
    return new RabbitMqOptions(
        topology, changed, defaultQueue, maxMessageBytes, confirmTimeout, results);
  }
}
