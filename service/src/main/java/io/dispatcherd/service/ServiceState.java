package io.dispatcherd.service;

import io.dispatcherd.messages.ChunkAssembler;
import io.dispatcherd.pool.WorkerPool;

/** All that the event loop owns. */
record ServiceState(
    TaskIntake intake,
    TaskFlow flow,
    WorkerPool pool,
    ChunkAssembler chunks,
    ShutdownSequence shutdown) {}
