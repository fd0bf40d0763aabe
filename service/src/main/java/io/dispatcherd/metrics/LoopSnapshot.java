package io.dispatcherd.metrics;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.messages.chunks.ChunkCounts;
import io.dispatcherd.pool.PoolCounts;
import io.dispatcherd.pool.scaling.ScaleCounts;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.statistics.FlowCounts;
import io.dispatcherd.service.statistics.MessageCounts;
import io.dispatcherd.service.statistics.TaskTimings;
import java.util.List;
import java.util.Map;

/**
 * What the event loop tells, at one moment.
 *
 * @param intake what came in
 * @param tasks tasks on their way
 * @param pool workers
 * @param producers the producers, which may be asked from any thread
 * @param bugs errors of the loop itself
 */
record LoopSnapshot(Intake intake, Tasks tasks, Pool pool, List<Producer> producers, long bugs) {
  /**
   * What came in.
   *
   * @param messages whole messages
   * @param chunks pieces of them
   * @param limitHits how often each bound was hit, by its name
   */
  record Intake(MessageCounts messages, ChunkCounts chunks, Map<String, Number> limitHits) {}

  /**
   * Tasks on their way.
   *
   * @param flow how many wait, and what became of others
   * @param running how many are on a worker
   * @param timings how long they took
   */
  record Tasks(FlowCounts flow, int running, TaskTimings timings) {}

  /**
   * The workers.
   *
   * @param counts what the pool has counted
   * @param scale how their number was changed
   * @param workers all that are known, gone ones that are kept for the statistics included
   * @param limits how many there may be, of workers and of tasks that wait for them
   */
  record Pool(
      PoolCounts counts, ScaleCounts scale, List<WorkerView> workers, PoolSettings limits) {}

  static LoopSnapshot of(ServiceState service) {
    return new LoopSnapshot(
        new Intake(service.messages(), service.chunkCounts(), service.limitHits().counts()),
        new Tasks(service.flow(), service.busyCount(), service.timings()),
        new Pool(service.poolCounts(), service.scaleCounts(), service.workers(), service.limits()),
        service.producers(),
        service.bugs());
  }
}
