package io.dispatcherd.dashboard.actions;

import java.time.Instant;

/**
 * What somebody did, once. Immutable.
 *
 * @param number where it stands in the audit
 * @param at when
 * @param actor who
 * @param action what
 * @param subject to what
 * @param isDone whether it was done, rather than refused
 */
public record AuditLine(
    long number, Instant at, Actor actor, String action, String subject, boolean isDone) {}
