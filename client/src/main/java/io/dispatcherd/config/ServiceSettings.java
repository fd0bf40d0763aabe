package io.dispatcherd.config;

import io.dispatcherd.limits.ServiceLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * The service: section {@code service}.
 *
 * @param pool its worker pool
 * @param nodeId its name among the services; absent: a random uuid
 * @param chunkMessageTimeout an incomplete chunked message is dropped after this long
 * @param limits the bounds on what arrives
 * @param metrics where metrics are served; absent: nowhere
 * @param workerProcess what a worker is
 */
public record ServiceSettings(
    PoolSettings pool,
    Optional<String> nodeId,
    Duration chunkMessageTimeout,
    ServiceLimits limits,
    Optional<MetricsSettings> metrics,
    WorkerProcessSettings workerProcess) {}
