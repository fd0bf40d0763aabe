package io.dispatcherd.queue;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.queue.node.History;
import io.dispatcherd.queue.node.NodeSettings;
import io.dispatcherd.queue.schema.SchemaName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a {@link PgQueueBroker} works. Immutable: each method returns changed options.
 *
 * @param node how a service takes part
 * @param defaultQueue where a task waits that names no queue
 * @param migrates whether the tables are created and upgraded when they are first used; else a
 *     wrong version is an error
 * @param queues what a service works on, with what is to hold for each
 * @param maxReady how many jobs of one queue may be ready, unless its row says otherwise
 */
public record QueueOptions(
    NodeSettings node,
    String defaultQueue,
    boolean migrates,
    Map<String, QueueSettings> queues,
    int maxReady) {
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int LEASE_IN_HEARTBEATS = 3;
  private static final int RESULT_BYTES = 65_536;
  private static final int MAX_ATTEMPTS = 20;
  private static final int MAX_READY = 1_000_000;
  private static final Duration KEEP_DONE = Duration.ofDays(1);
  private static final Duration KEEP_DEAD = Duration.ofDays(30);

  /** Copies the map. */
  public QueueOptions {
    queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
  }

  /**
   * The defaults: schema {@code dispatcherd}, queue {@code default}, a heartbeat each 5 s, a lease
   * of 15 s, a look at the queue each second, 20 attempts with pauses from 1 s to 1 h, results up
   * to 64 KiB, every commit flushed, a day of history and 30 days of what is dead; services listen.
   */
  public static QueueOptions defaults() {
    return new QueueOptions(
        new NodeSettings(
            SchemaName.DEFAULT,
            Map.of("default", 1),
            HEARTBEAT,
            HEARTBEAT.multipliedBy(LEASE_IN_HEARTBEATS),
            Duration.ofSeconds(1),
            new Retries(MAX_ATTEMPTS, Duration.ofSeconds(1), Duration.ofHours(1)),
            RESULT_BYTES,
            true,
            new History(KEEP_DONE, KEEP_DEAD),
            true),
        "default",
        true,
        Map.of("default", QueueSettings.DEFAULT),
        MAX_READY);
  }

  /** Where the tables are. */
  public SchemaName schema() {
    return node.schema();
  }

  /** Whether claims and ends wait until they are on disk. */
  public boolean isFlushed() {
    return node.isFlushed();
  }

  /** With the tables in another schema. */
  public QueueOptions schema(SchemaName schema) {
    return with(node.withSchema(schema));
  }

  /** With a service that works on these queues, each with its weight. */
  public QueueOptions queues(Map<String, Integer> weights) {
    Map<String, QueueSettings> settings = new LinkedHashMap<>();
    weights.forEach((queue, weight) -> settings.put(queue, new QueueSettings(weight, Map.of())));
    NodeSettings changed = node.withQueues(new LinkedHashMap<>(weights));
    return new QueueOptions(changed, defaultQueue, migrates, settings, maxReady);
  }

  /** With this heartbeat, lease and poll interval. */
  public QueueOptions times(Duration heartbeat, Duration leaseTtl, Duration pollInterval) {
    return with(node.withTimes(heartbeat, leaseTtl, pollInterval));
  }

  /** With claims and ends that wait until they are on disk, or don't. */
  public QueueOptions flushed(boolean isFlushed) {
    return with(node.withFlushed(isFlushed));
  }

  /** With jobs that are kept this long once they have ended. */
  public QueueOptions keep(Duration done, Duration dead) {
    return with(node.withHistory(new History(done, dead)));
  }

  /**
   * With services that are called when there is something to do, and that commands reach; or
   * without, so that they look each poll interval. Behind a pooler that isn't in session mode there
   * is no listening, other than over connections of its own.
   */
  public QueueOptions listening(boolean isListening) {
    return with(node.withListening(isListening));
  }

  /** With tables that are created and upgraded when they are first used, or aren't. */
  public QueueOptions migrates(boolean wanted) {
    return new QueueOptions(node, defaultQueue, wanted, queues, maxReady);
  }

  private QueueOptions with(NodeSettings changed) {
    return new QueueOptions(changed, defaultQueue, migrates, queues, maxReady);
  }
}
