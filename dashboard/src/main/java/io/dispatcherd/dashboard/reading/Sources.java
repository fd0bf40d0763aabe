package io.dispatcherd.dashboard.reading;

import io.dispatcherd.publish.Dispatcherd;
import java.util.Optional;

/**
 * What everything is read from. Immutable; what it holds is thread-safe.
 *
 * @param client asks services over their broker, and looks at jobs, queues, schedules and workflows
 * @param queue the tables of the queue, for what the client has no words for; absent without a
 *     queue
 */
public record Sources(Dispatcherd client, Optional<QueueTables> queue) {}
