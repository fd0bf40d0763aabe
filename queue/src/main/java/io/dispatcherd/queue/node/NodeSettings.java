package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.queue.schema.SchemaName;
import java.time.Duration;
import java.util.Map;

/**
 * How a service takes part in the queue.
 *
 * @param schema where the tables are
 * @param queues what it works on, each with its weight
 * @param heartbeat how often it renews its lease
 * @param leaseTtl how long a lease stands without
 * @param pollInterval how often it looks at the queue if nothing calls it
 * @param retries what becomes of failures
 * @param resultBytes how long a result may be that is kept
 * @param isFlushed whether claims and ends wait until they are on disk
 * @param history how long jobs are kept that have ended
 * @param isListening whether services are called when there is something to do, and hear commands;
 *     without, they look each poll interval
 */
public record NodeSettings(
    SchemaName schema,
    Map<String, Integer> queues,
    Duration heartbeat,
    Duration leaseTtl,
    Duration pollInterval,
    Retries retries,
    int resultBytes,
    boolean isFlushed,
    History history,
    boolean isListening) {
  /** With the tables in another schema. */
  public NodeSettings withSchema(SchemaName other) {
    return new NodeSettings(
        other,
        queues,
        heartbeat,
        leaseTtl,
        pollInterval,
        retries,
        resultBytes,
        isFlushed,
        history,
        isListening);
  }

  /** With other queues. */
  public NodeSettings withQueues(Map<String, Integer> weights) {
    return new NodeSettings(
        schema,
        weights,
        heartbeat,
        leaseTtl,
        pollInterval,
        retries,
        resultBytes,
        isFlushed,
        history,
        isListening);
  }

  /** With other times. */
  public NodeSettings withTimes(Duration beat, Duration ttl, Duration poll) {
    return new NodeSettings(
        schema, queues, beat, ttl, poll, retries, resultBytes, isFlushed, history, isListening);
  }

  /** With claims and ends that wait for the disk, or don't. */
  public NodeSettings withFlushed(boolean flushed) {
    return new NodeSettings(
        schema,
        queues,
        heartbeat,
        leaseTtl,
        pollInterval,
        retries,
        resultBytes,
        flushed,
        history,
        isListening);
  }

  /** With another time to keep what has ended. */
  public NodeSettings withHistory(History kept) {
    return new NodeSettings(
        schema,
        queues,
        heartbeat,
        leaseTtl,
        pollInterval,
        retries,
        resultBytes,
        isFlushed,
        kept,
        isListening);
  }

  /** With listening, or without. */
  public NodeSettings withListening(boolean listening) {
    return new NodeSettings(
        schema,
        queues,
        heartbeat,
        leaseTtl,
        pollInterval,
        retries,
        resultBytes,
        isFlushed,
        history,
        listening);
  }
}
