package io.dispatcherd.dashboard.reading;

import java.time.Instant;

/**
 * A workflow in a list. Immutable.
 *
 * @param id where it stands in the order of submission
 * @param uuid its identity
 * @param name what it is called
 * @param submittedAt when it was submitted
 * @param isCancelled whether somebody has cancelled it
 * @param steps how many it has; of one with more than 1,000 only these are looked at
 * @param done how many of them are done
 * @param dead how many of them have failed for the last time
 * @param open how many of them haven't ended
 */
public record WorkflowSummary(
    long id,
    String uuid,
    String name,
    Instant submittedAt,
    boolean isCancelled,
    long steps,
    long done,
    long dead,
    long open) {}
