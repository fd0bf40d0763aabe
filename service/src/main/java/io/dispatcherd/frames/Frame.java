package io.dispatcherd.frames;

/** One message between a service and a worker. */
public sealed interface Frame permits ToWorker, FromWorker {}
