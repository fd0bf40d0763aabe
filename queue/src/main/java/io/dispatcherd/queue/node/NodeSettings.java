package io.dispatcherd.queue.node;

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
 */
public record NodeSettings(
    SchemaName schema,
    Map<String, Integer> queues,
    Duration heartbeat,
    Duration leaseTtl,
    Duration pollInterval,
    Retries retries,
    int resultBytes,
    boolean isFlushed) {}
