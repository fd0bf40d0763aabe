package io.dispatcherd.queue.store;

import java.time.Duration;
import java.util.Optional;

/**
 * What a heartbeat found.
 *
 * @param isRenewed whether the lease still stood; if not, others have taken over what it was for
 * @param hasUndeclared whether jobs are held for want of a service that declares their task, which
 *     this one does
 * @param hasOrphans whether the lease of another service is over
 * @param nextExpiry when the next lease of another is over, if it isn't renewed; empty if there is
 *     none
 */
public record Beat(
    boolean isRenewed, boolean hasUndeclared, boolean hasOrphans, Optional<Duration> nextExpiry) {}
