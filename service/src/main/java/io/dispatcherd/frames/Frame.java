package io.dispatcherd.frames;

/** One thing said between a service and a worker. */
public sealed interface Frame permits ToWorker, FromWorker {}
