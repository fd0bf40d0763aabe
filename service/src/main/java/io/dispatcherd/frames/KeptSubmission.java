package io.dispatcherd.frames;

import java.time.Instant;
import java.util.Optional;

/**
 * What belongs to follow-up work that goes to the broker that keeps the task which submits it.
 *
 * @param run the run that submits it
 * @param queue where it is to wait; empty for the broker's default
 * @param at when it is to start; empty for at once or after its delay
 * @param isIdentified whether the task has chosen the uuid
 */
public record KeptSubmission(
    long run, Optional<String> queue, Optional<Instant> at, boolean isIdentified) {}
