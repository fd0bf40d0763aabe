package io.dispatcherd.pool.worker;

import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * One worker as control commands show it.
 *
 * @param id the worker's number
 * @param pid its process; 0 before there is one
 * @param state where it is in its life
 * @param finishedCount tasks that it ran to their end
 * @param task what it is running
 * @param activeCancel whether that task has been told to stop
 * @param age since it was created
 */
public record WorkerView(
    int id,
    long pid,
    WorkerState state,
    int finishedCount,
    Optional<TaskMessage> task,
    boolean activeCancel,
    Duration age) {}
