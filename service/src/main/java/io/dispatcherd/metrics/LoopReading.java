package io.dispatcherd.metrics;

import io.dispatcherd.pool.PoolCounts;
import io.dispatcherd.pool.WorkerView;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.FlowCounts;
import io.dispatcherd.service.MessageCounts;
import io.dispatcherd.service.ServiceView;
import java.util.List;

/**
 * What the event loop tells, at one moment.
 *
 * @param messages messages that came in
 * @param flow tasks on their way
 * @param pool what the pool has counted
 * @param workers every worker that is known, gone ones that are kept for the statistics included
 * @param producers the producers, which may be asked from any thread
 */
record LoopReading(
    MessageCounts messages,
    FlowCounts flow,
    PoolCounts pool,
    List<WorkerView> workers,
    List<Producer> producers) {
  static LoopReading of(ServiceView service) {
    return new LoopReading(
        service.messages(),
        service.flow(),
        service.poolCounts(),
        service.workers(),
        service.producers());
  }
}
