package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.Retries;
import java.util.List;

/**
 * How a service takes part. Immutable.
 *
 * @param queues what it works on, as tasks name them
 * @param retries how often a task is tried, and when
 */
public record NodeOptions(List<String> queues, Retries retries) {
  /** Copies the list. */
  public NodeOptions {
    queues = List.copyOf(queues);
  }
}
