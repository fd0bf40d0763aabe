package io.dispatcherd.service.dispatch;

import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.pool.WorkerPool;

/** All that the event loop owns, and the account of limits, which others keep too. */
public record ServiceParts(
    TaskIntake intake,
    TaskFlow flow,
    WorkerPool pool,
    ChunkAssembler chunks,
    ShutdownSequence shutdown,
    Wants wants,
    LimitHits hits) {}
