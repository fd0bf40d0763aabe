package io.dispatcherd.queue.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of jobs that wait for their time.
 *
 * @param moved how many are ready now
 * @param nextAt when the next one is due, by the database's clock; empty if none waits
 */
public record Promoted(int moved, Optional<Instant> nextAt) {}
