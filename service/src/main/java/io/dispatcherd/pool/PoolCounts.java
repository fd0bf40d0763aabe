package io.dispatcherd.pool;

/**
 * What the pool has counted since its start.
 *
 * @param nextWorkerId the number that the next worker gets
 * @param finished tasks that ran to their end, failed ones included
 * @param failed the part of them that failed
 * @param canceled tasks cancelled, timed out, or lost with their worker
 * @param retired workers that went in order
 */
public record PoolCounts(
    int nextWorkerId, long finished, long failed, long canceled, long retired) {}
