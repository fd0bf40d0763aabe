package io.dispatcherd.service.statistics;

/**
 * Tasks on their way.
 *
 * @param ended tasks that ended without running to their end
 * @param queued waiting only for a free worker
 * @param blocked held while a duplicate is running
 * @param delayed waiting for their time
 */
public record FlowCounts(EndingCounts ended, int queued, int blocked, int delayed) {}
