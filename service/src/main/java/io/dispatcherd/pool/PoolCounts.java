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
    int nextWorkerId, long finished, long failed, long canceled, long retired) {
  static final PoolCounts NONE = new PoolCounts(0, 0, 0, 0, 0);

  PoolCounts workerCreated() {
    return new PoolCounts(nextWorkerId + 1, finished, failed, canceled, retired);
  }

  PoolCounts taskFinished(boolean hasFailed) {
    return new PoolCounts(
        nextWorkerId, finished + 1, failed + (hasFailed ? 1 : 0), canceled, retired);
  }

  PoolCounts taskCanceled() {
    return new PoolCounts(nextWorkerId, finished, failed, canceled + 1, retired);
  }

  PoolCounts workerRetired() {
    return new PoolCounts(nextWorkerId, finished, failed, canceled, retired + 1);
  }
}
