package io.dispatcherd.rabbitmq.dead;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.jobs.Node;
import io.dispatcherd.jobs.QueueChange;
import io.dispatcherd.jobs.QueueLimits;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.connection.SharedConnection;
import io.dispatcherd.rabbitmq.topology.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How much waits in the queues of the configuration, and how many dead letters there are, of all
 * queues together, in a queue of their own. Thread-safe.
 */
public final class RabbitMqQueues implements Queues {
  private static final QueueLimits NO_LIMITS =
      new QueueLimits(
          Optional.empty(),
          Optional.empty(),
          1,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final SharedConnection connection;
  private final Topology topology;
  private final SortedSet<String> queues;

  /**
   * @param queues as tasks name them
   */
  public RabbitMqQueues(SharedConnection connection, Topology topology, List<String> queues) {
    this.connection = connection;
    this.topology = topology;
    this.queues = new TreeSet<>(queues);
  }

  @Override
  public List<QueueStatus> list() {
    List<QueueStatus> all = new ArrayList<>();
    for (String queue : queues) {
      topology.ensureQueue(queue);
      all.add(status(queue, waiting(topology.names().queue(queue)), 0));
    }
    topology.ensureDead();
    String dead = topology.names().dead();
    all.add(status(dead, 0, waiting(dead)));
    return List.copyOf(all);
  }

  private long waiting(String queue) {
    try {
      return connection.onChannel(channel -> channel.messageCount(queue));
    } catch (IOException | RuntimeException e) {
      topology.forget();
      throw e instanceof BrokerException known
          ? known
          : new BrokerException(
              "%s: the queue %s can't be looked at: %s"
                  .formatted(connection.name(), queue, Failures.words(e)),
              e);
    }
  }

  private static QueueStatus status(String name, long ready, long dead) {
    return new QueueStatus(
        name, false, ready, Optional.empty(), 0, Map.of(), 0, dead, Map.of(), NO_LIMITS);
  }

  @Override
  public void pause(String queue) {
    throw refused("a queue can't be paused: stop the services that work on it");
  }

  @Override
  public void resume(String queue) {
    throw refused("a queue can't be paused");
  }

  @Override
  public void change(String queue, QueueChange change) {
    throw refused("a queue has no limits");
  }

  @Override
  public List<Node> nodes() {
    throw refused("services aren't registered: dispatcherctl alive has all of them answer");
  }

  private UnsupportedOperationException refused(String what) {
    return new UnsupportedOperationException(
        "%s: in RabbitMQ %s; pg_queue keeps what all services know"
            .formatted(connection.name(), what));
  }
}
