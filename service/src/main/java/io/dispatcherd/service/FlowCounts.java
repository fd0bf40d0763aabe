package io.dispatcherd.service;

/**
 * Tasks on their way.
 *
 * @param discarded dropped since the start because a duplicate was running or held
 * @param queued waiting only for a free worker
 * @param blocked held while a duplicate is running
 * @param delayed waiting for their time
 */
public record FlowCounts(long discarded, int queued, int blocked, int delayed) {}
