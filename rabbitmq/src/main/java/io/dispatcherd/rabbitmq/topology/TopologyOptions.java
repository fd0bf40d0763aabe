package io.dispatcherd.rabbitmq.topology;

import java.time.Duration;

/**
 * What the exchanges and queues are to be like.
 *
 * @param names their names
 * @param declares whether they are created; else they have to be there
 * @param keepDead how long a dead letter is kept
 * @param consumerTimeout how long a service may have a task, on servers where a queue can say so
 */
public record TopologyOptions(
    Names names, boolean declares, Duration keepDead, Duration consumerTimeout) {}
