package io.dispatcherd.queue.store;

import org.jspecify.annotations.Nullable;

/**
 * A limit over all services. Both values null: none.
 *
 * @param name the queue or task
 * @param ofQueue whether it is one of a queue, else of a task
 * @param perKey whether each key is counted by itself
 * @param maxRunning how many jobs run at once
 * @param rate how many start in a time, such as {@code 100/1m} or {@code 100/1m burst 10}
 */
public record Bound(
    String name,
    boolean ofQueue,
    boolean perKey,
    @Nullable Integer maxRunning,
    @Nullable String rate) {}
